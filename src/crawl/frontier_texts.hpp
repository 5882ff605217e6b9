#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "crawl/url_id.hpp"

namespace trawl::crawl {

/// What makes a job of a number.
struct url_text {
    struct validators {
        std::string etag;
        std::string last_modified;
    };

    std::string url;
    std::shared_ptr<const std::string> referrer;     ///< null for a seed
    std::shared_ptr<const validators> of_last_time;  ///< null: none
};

/// The texts of some of the URLs that wait, which spares a small crawl the way through the disk.
///
/// Limits      Once it has `most`, `offer` adds nothing.
class frontier_texts {
public:
    explicit frontier_texts(std::size_t most) : most_(most) {}

    /// Keeps it if there is room.
    void offer(url_id id, url_text text) {
        if (texts_.size() < most_) {
            put(id, std::move(text));
        }
    }
    void put(url_id id, url_text text) { texts_.insert_or_assign(id, std::move(text)); }

    [[nodiscard]] bool has(url_id id) const { return texts_.contains(id); }

    std::optional<url_text> take(url_id id) {
        auto found = texts_.extract(id);
        return found ? std::optional(std::move(found.mapped())) : std::nullopt;
    }

private:
    std::size_t most_;
    std::unordered_map<url_id, url_text> texts_;
};

}  // namespace trawl::crawl
