#include "http/cookie_store.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace trawl::http {
namespace {

constexpr std::size_t max_of_domain = 180;
constexpr std::size_t max_of_all = 10'000;

std::string backwards(std::string_view text) {
    return {text.rbegin(), text.rend()};
}

// The key of the domain around this one; nullopt: there is none.
std::optional<std::string_view> key_above(std::string_view key) {
    const auto dot = key.rfind('.');
    return dot == std::string_view::npos ? std::nullopt : std::optional{key.substr(0, dot)};
}

// Cookies that were sent together were used at the same time.
std::pair<std::uint64_t, std::uint64_t> age(const cookie& of) {
    return {of.used, of.created};
}

}  // namespace

bool path_matches(std::string_view request_path, std::string_view cookie_path) noexcept {
    return request_path.starts_with(cookie_path) &&
           (request_path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
            request_path[cookie_path.size()] == '/');
}

void cookie_store::put(std::string_view domain, cookie added, time_point now) {
    std::string key = backwards(domain);
    added.created = added.used = ++clock_;
    if (const auto found = domains_.find(key); found != domains_.end()) {
        erase_from(found->second, [&](const cookie& each) {
            const bool is_same =
                each.name == added.name && each.path == added.path && each.host_only == added.host_only;
            added.created = is_same ? each.created : added.created;
            return is_same;
        });
        if (found->second.empty()) {
            domains_.erase(found);
        }
    }
    if (added.is_expired(now)) {
        return;
    }
    if (size_ >= max_of_all) {
        make_room(now);
    }
    auto& cookies = domains_[std::move(key)];
    if (cookies.size() >= max_of_domain) {
        make_room_in(cookies, now);
    }
    cookies.push_back(std::move(added));
    ++size_;
}

bool cookie_store::hides_secure(std::string_view domain, const cookie& added, time_point now) const {
    const auto is_hidden = [&](const cookie& each) {
        return each.secure && each.name == added.name && !each.is_expired(now) && path_matches(added.path, each.path);
    };
    const std::string key = backwards(domain);
    for (std::optional<std::string_view> above = key; above; above = key_above(*above)) {
        const auto entry = domains_.find(*above);
        if (entry != domains_.end() && std::ranges::any_of(entry->second, is_hidden)) {
            return true;
        }
    }
    // One for its own host only is never sent to those below.
    const std::string below = key + '.';
    for (auto entry = domains_.lower_bound(below);
         !added.host_only && entry != domains_.end() && entry->first.starts_with(below); ++entry) {
        if (std::ranges::any_of(entry->second, is_hidden)) {
            return true;
        }
    }
    return false;
}

std::vector<const cookie*> cookie_store::matching(std::string_view host, bool is_address, std::string_view path,
                                                  bool is_secure, time_point now) {
    std::vector<const cookie*> found;
    ++clock_;
    const std::string key = backwards(host);
    for (std::optional<std::string_view> at = key; at; at = is_address ? std::nullopt : key_above(*at)) {
        const auto entry = domains_.find(*at);
        if (entry == domains_.end()) {
            continue;
        }
        for (cookie& each : entry->second) {
            if ((at->size() == key.size() || !each.host_only) && (is_secure || !each.secure) && !each.is_expired(now) &&
                path_matches(path, each.path)) {
                each.used = clock_;
                found.push_back(&each);
            }
        }
    }
    std::ranges::sort(found, [](const cookie* left, const cookie* right) {
        return std::pair(right->path.size(), left->created) < std::pair(left->path.size(), right->created);
    });
    return found;
}

void cookie_store::for_each(time_point now,
                            const std::function<void(std::string_view domain, const cookie&)>& visit) const {
    std::vector<std::tuple<std::uint64_t, std::string_view, const cookie*>> all;
    for (const auto& [key, cookies] : domains_) {
        for (const cookie& each : cookies) {
            if (!each.is_expired(now)) {
                all.emplace_back(each.created, key, &each);
            }
        }
    }
    std::ranges::sort(all);
    for (const auto& [created, key, each] : all) {
        visit(backwards(key), *each);
    }
}

void cookie_store::make_room_in(std::vector<cookie>& cookies, time_point now) {
    erase_from(cookies, [now](const cookie& each) { return each.is_expired(now); });
    if (cookies.size() >= max_of_domain) {
        cookies.erase(std::ranges::min_element(cookies, {}, age));
        --size_;
    }
}

// A tenth at once, as it looks at all of them.
void cookie_store::make_room(time_point now) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ages;
    for (auto& [domain, cookies] : domains_) {
        erase_from(cookies, [now](const cookie& each) { return each.is_expired(now); });
        std::ranges::transform(cookies, std::back_inserter(ages), age);
    }
    if (size_ >= max_of_all) {
        const auto last = ages.begin() + max_of_all / 10;
        std::ranges::nth_element(ages, last);
        for (auto& [domain, cookies] : domains_) {
            erase_from(cookies, [limit = *last](const cookie& each) { return age(each) < limit; });
        }
    }
    std::erase_if(domains_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace trawl::http
