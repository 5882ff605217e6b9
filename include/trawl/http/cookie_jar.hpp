#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/http/url.hpp"

namespace trawl::http {

/// Cookies of many hosts, by the rules of RFC 6265bis, with the public suffix list (libpsl). Cookies without a name are
/// not stored, as in RFC 6265.
///
/// Limits      4,096 bytes of name and value, 180 cookies a domain, 10,000 in all: those that have expired go first, then
///             those not sent for longest. A life of 400 days. 8,190 bytes of a Cookie value: what does not fit is left
///             out, the shortest paths first.
/// Threads     Not thread-safe.
class cookie_jar {
public:
    using time_point = std::chrono::system_clock::time_point;

    cookie_jar();
    ~cookie_jar();
    cookie_jar(const cookie_jar&) = delete;
    cookie_jar& operator=(const cookie_jar&) = delete;

    /// Takes in one Set-Cookie value of a reply from this URL; what RFC 6265bis section 5.7 refuses is passed over.
    void store(const url& from, std::string_view set_cookie, time_point now);

    /// The Cookie value for a request to this URL (section 5.8.3), longest path first; empty: none.
    [[nodiscard]] std::string cookies_for(const url& to, time_point now);

    /// Adds the cookies of a Netscape cookie file ("#HttpOnly_" lines included; TAB between the seven fields).
    ///
    /// Result      The numbers of the lines that hold no cookie and are no comment: passed over.
    [[nodiscard]] std::vector<std::size_t> load(std::string_view netscape_file, time_point now);

    /// All cookies that have not expired, session cookies too (expiry 0), as a Netscape cookie file. Loading it gives a
    /// jar that decides as this one does.
    [[nodiscard]] std::string save(time_point now) const;

    [[nodiscard]] std::size_t size() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::http
