#pragma once

#include <cstdint>

#include "crawl/page_settings.hpp"
#include "crawl/robots_keeper.hpp"
#include "files/writer.hpp"
#include "trawl/async/blocking_pool.hpp"
#include "trawl/http/session.hpp"

namespace trawl::crawl {

/// What the attempts of a crawl share.
struct page_means {
    http::session& http;
    files::writer& disk;
    async::blocking_pool& pool;
    robots_keeper* robots;  ///< null: nobody is asked
    const page_settings& settings;
    std::uint64_t& bytes;  ///< of bodies on the wire
};

}  // namespace trawl::crawl
