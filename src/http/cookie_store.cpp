#include "http/cookie_store.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace trawl::http {
namespace {

constexpr std::size_t max_of_domain = 180;
constexpr std::size_t max_of_all = 3000;

bool is_at_or_below(std::string_view host, std::string_view domain) {
    return host == domain ||
           (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
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
    return std::ranges::any_of(domains_, [&](const auto& entry) {
        const auto& [other, cookies] = entry;
        return (is_at_or_below(domain, other) || is_at_or_below(other, domain)) &&
               std::ranges::any_of(cookies, [&](const cookie& each) {
                   return each.secure && each.name == added.name && !each.is_expired(now) &&
                          path_matches(added.path, each.path);
               });
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
        const auto oldest = std::ranges::min(cookies, {}, &cookie::used).used;
        erase_from(cookies, [oldest](const cookie& each) { return each.used == oldest; });
    }
}

// A tenth at once, as it looks at all of them.
void cookie_store::make_room(time_point now) {
    std::vector<std::uint64_t> uses;
    for (auto& [domain, cookies] : domains_) {
        erase_from(cookies, [now](const cookie& each) { return each.is_expired(now); });
        for (const cookie& each : cookies) {
            uses.push_back(each.used);
        }
    }
    if (size_ >= max_of_all) {
        const auto last = uses.begin() + max_of_all / 10;
        std::ranges::nth_element(uses, last);
        for (auto& [domain, cookies] : domains_) {
            erase_from(cookies, [limit = *last](const cookie& each) { return each.used <= limit; });
        }
    }
    std::erase_if(domains_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace trawl::http
