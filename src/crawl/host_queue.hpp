#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "crawl/url_id.hpp"

namespace trawl::crawl {

/// Numbers, first in first out: 4 bytes each, and nothing while there are none.
class id_queue {
public:
    void push(url_id id);
    /// Requires that it is not empty.
    [[nodiscard]] url_id first() const noexcept { return blocks_.front()[taken_]; }
    url_id pop() noexcept;
    /// Adds its first ones to `into`, until that has `most` of them.
    void peek(std::vector<url_id>& into, std::size_t most) const;

    [[nodiscard]] bool is_empty() const noexcept { return blocks_.empty(); }

private:
    std::list<std::vector<url_id>> blocks_;
    std::size_t taken_ = 0;  // of the first block
};

/// The URLs of one host that wait: those nearest to the seeds first, and among them those that were met first.
class host_queue {
public:
    void push(std::uint32_t depth, url_id id);
    /// Requires that it is not empty.
    [[nodiscard]] url_id first() const noexcept { return depths_.begin()->second.first(); }
    url_id pop() noexcept;
    /// Its first ones, at most `most`.
    [[nodiscard]] std::vector<url_id> peek(std::size_t most) const;

    [[nodiscard]] bool is_empty() const noexcept { return depths_.empty(); }

private:
    std::map<std::uint32_t, id_queue> depths_;
};

}  // namespace trawl::crawl
