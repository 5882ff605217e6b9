#include "batch/name_book.hpp"

#include <utility>

#include "files/name.hpp"

namespace trawl::batch {

namespace {

/// Whether `name` is `wanted`, or the same with a number.
bool is_made_of(std::string_view name, std::string_view wanted) {
    const std::size_t folders = wanted.rfind('/') + 1;
    const std::size_t stem = folders + files::extension_start(wanted.substr(folders));
    if (name == wanted || name.size() < wanted.size() + 2) {
        return name == wanted;
    }
    const std::string_view number = name.substr(stem, name.size() - wanted.size());
    return number.starts_with('-') && number.find_first_not_of("0123456789", 1) == number.npos &&
           name == files::name_with(wanted, number);
}

}  // namespace

void name_book::remember(const std::string& name) {
    (void)taken_.claim_exactly(name);
}

std::string name_book::claim(std::string wanted) {
    std::string name = taken_.claim(std::move(wanted));
    if (given_) {
        (void)given_->claim_exactly(name);
    }
    return name;
}

std::string name_book::claim_listed(std::string wanted) {
    if (given_ && taken_.fits(wanted) && given_->claim_exactly(wanted)) {
        (void)taken_.claim_exactly(wanted);
        return wanted;
    }
    return claim(std::move(wanted));
}

std::optional<std::string> name_book::keep(const std::string& name) {
    if (!given_ || !given_->claim_exactly(name)) {
        return std::nullopt;
    }
    (void)taken_.claim_exactly(name);  // unless it was remembered: another program may have added it since
    return name;
}

void name_book::reserve(const std::string& name) {
    (void)taken_.claim_exactly(name);
    if (given_) {
        (void)given_->claim_exactly(name);
    }
}

std::string name_book::claim_late(std::string wanted, std::uint64_t job) {
    const auto before = expected_.find(job);
    if (before != expected_.end() && is_made_of(before->second, wanted)) {
        if (auto kept = keep(before->second)) {
            return std::move(*kept);
        }
    }
    return claim(std::move(wanted));
}

}  // namespace trawl::batch
