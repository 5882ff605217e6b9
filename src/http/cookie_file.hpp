#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/cookie_store.hpp"

namespace trawl::http {

inline constexpr std::string_view cookie_file_head = "# Netscape HTTP Cookie File\n";

/// A line of a Netscape cookie file: domain, whether those below it count, path, secure, expiry, name, value.
struct file_cookie {
    std::string domain;  ///< lower case, without a dot before it
    cookie content;
};

/// Calls `take` for each line that is neither empty nor a comment, with its number from 1; nullopt: it holds no cookie.
/// A last field that is empty may be left out with its TAB.
void read_cookie_file(std::string_view text,
                      const std::function<void(std::size_t number, std::optional<file_cookie> line)>& take);

void append_cookie_line(std::string& file, std::string_view domain, const cookie& content);

}  // namespace trawl::http
