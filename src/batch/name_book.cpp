#include "batch/name_book.hpp"

#include <utility>

namespace trawl::batch {

void name_book::remember(const std::string& name) {
    if (!given_) {
        given_.emplace();
    }
    (void)taken_.claim_exactly(name);
}

std::string name_book::claim(std::string wanted) {
    std::string name = taken_.claim(std::move(wanted));
    if (given_) {
        (void)given_->claim_exactly(name);
    }
    return name;
}

std::optional<std::string> name_book::keep(const std::string& name) {
    if (!given_ || !given_->claim_exactly(name)) {
        return std::nullopt;
    }
    return name;
}

std::string name_book::claim_late(std::string wanted) {
    if (expected_.erase(wanted) > 0) {
        if (auto kept = keep(wanted)) {
            return std::move(*kept);
        }
    }
    return claim(std::move(wanted));
}

}  // namespace trawl::batch
