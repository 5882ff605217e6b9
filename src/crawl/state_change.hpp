#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "crawl/state.hpp"

namespace trawl::crawl {

/// What the loop tells the state's thread, in the order that it is to be written.

struct changed_url {
    url_id id = 0;
    std::uint32_t depth = 0;
    html::link_kind kind = html::link_kind::seed;
    crawl::purpose purpose = purpose::page;
    verdict skipped;
};

struct settled_url {
    ending how;
    std::shared_ptr<page> what;
};

struct kept_exchange {
    std::shared_ptr<page> what;
};

struct reopened_url {
    url_id id = 0;
};

struct kept_value {
    std::string key;
    std::string value;
};

struct new_round {
    std::uint64_t number = 0;
};

using state_change = std::variant<new_url, changed_url, std::unique_ptr<settled_url>, kept_exchange, reopened_url,
                                  std::unique_ptr<page_links>, host_row, robots_row, kept_value, new_round>;

}  // namespace trawl::crawl
