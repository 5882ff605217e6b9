#include "http/cookie_store.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace trawl::http {
namespace {

constexpr std::size_t max_of_domain = 180;
constexpr std::size_t max_of_all = 3000;

bool is_below(std::string_view host, std::string_view domain) {
    return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
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
    added.created = added.used = ++clock_;
    if (const auto found = domains_.find(domain); found != domains_.end()) {
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
    auto& cookies = domains_[std::string(domain)];
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
    for (std::string_view above = domain;;) {
        const auto entry = domains_.find(above);
        if (entry != domains_.end() && std::ranges::any_of(entry->second, is_hidden)) {
            return true;
        }
        const auto dot = above.find('.');
        if (dot == std::string_view::npos) {
            break;
        }
        above.remove_prefix(dot + 1);
    }
    // One for its own host only is never sent to those below.
    return !added.host_only && std::ranges::any_of(domains_, [&](const auto& entry) {
        return is_below(entry.first, domain) && std::ranges::any_of(entry.second, is_hidden);
    });
}

std::vector<const cookie*> cookie_store::matching(std::string_view host, bool is_address, std::string_view path,
                                                  bool is_secure, time_point now) {
    std::vector<const cookie*> found;
    ++clock_;
    for (std::string_view domain = host;;) {
        if (const auto entry = domains_.find(domain); entry != domains_.end()) {
            for (cookie& each : entry->second) {
                if ((domain.size() == host.size() || !each.host_only) && (is_secure || !each.secure) &&
                    !each.is_expired(now) && path_matches(path, each.path)) {
                    each.used = clock_;
                    found.push_back(&each);
                }
            }
        }
        const auto dot = domain.find('.');
        if (is_address || dot == std::string_view::npos) {
            break;
        }
        domain.remove_prefix(dot + 1);
    }
    std::ranges::sort(found, [](const cookie* left, const cookie* right) {
        return std::pair(right->path.size(), left->created) < std::pair(left->path.size(), right->created);
    });
    return found;
}

void cookie_store::for_each(time_point now,
                            const std::function<void(std::string_view domain, const cookie&)>& visit) const {
    std::vector<std::tuple<std::uint64_t, std::string_view, const cookie*>> all;
    for (const auto& [domain, cookies] : domains_) {
        for (const cookie& each : cookies) {
            if (!each.is_expired(now)) {
                all.emplace_back(each.created, domain, &each);
            }
        }
    }
    std::ranges::sort(all);
    for (const auto& [created, domain, each] : all) {
        visit(domain, *each);
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
