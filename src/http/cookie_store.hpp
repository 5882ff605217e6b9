#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::http {

/// A cookie as a jar keeps it.
struct cookie {
    std::string name;
    std::string value;
    std::string path;
    std::optional<std::chrono::sys_seconds> expiry;  ///< nullopt: the session's
    bool host_only = true;                           ///< for its domain itself, not for those below
    bool secure = false;
    bool http_only = false;
    std::uint64_t created = 0;  ///< place in the order of creation; set by the store
    std::uint64_t used = 0;

    [[nodiscard]] bool is_expired(std::chrono::sys_seconds now) const { return expiry && *expiry <= now; }
};

/// Whether a request's path is at or below a cookie's (RFC 6265bis section 5.1.4).
[[nodiscard]] bool path_matches(std::string_view request_path, std::string_view cookie_path) noexcept;

/// The cookies of many domains. Decides about room, not about what is allowed.
///
/// Limits      180 cookies a domain, 10,000 in all: those that have expired go first, then those not used for longest.
class cookie_store {
public:
    using time_point = std::chrono::sys_seconds;

    /// In the place of one of the same domain, name, path and scope, with its place in the order of creation. One that
    /// has expired only takes that one away.
    void put(std::string_view domain, cookie added, time_point now);

    /// Whether a cookie that came without TLS would hide a secure one (RFC 6265bis section 5.7, "leave secure cookies
    /// alone").
    [[nodiscard]] bool hides_secure(std::string_view domain, const cookie& added, time_point now) const;

    /// The cookies for a host and path, in the order in which they are sent; marks them as used.
    [[nodiscard]] std::vector<const cookie*> matching(std::string_view host, bool is_address, std::string_view path,
                                                      bool is_secure, time_point now);

    /// All that have not expired, in the order of their creation.
    void for_each(time_point now, const std::function<void(std::string_view domain, const cookie&)>& visit) const;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    void make_room_in(std::vector<cookie>& cookies, time_point now);
    void make_room(time_point now);

    template <class Condition>
    void erase_from(std::vector<cookie>& cookies, Condition goes) {
        size_ -= std::erase_if(cookies, goes);
    }

    // By the domain read backwards: those below a domain stand behind it.
    std::map<std::string, std::vector<cookie>, std::less<>> domains_;
    std::size_t size_ = 0;
    std::uint64_t clock_ = 0;
};

}  // namespace trawl::http
