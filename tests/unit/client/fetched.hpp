#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "trawl/async/awaitable.hpp"
#include "trawl/http/session.hpp"

namespace trawl::test {

/// One request's end, whole.
struct fetched {
    std::optional<http::error> failure;
    int status = 0;
    std::string body;
    http::headers fields;
    http::headers trailers;
    std::string where;
    std::uint64_t wire_bytes = 0;
    http::trace trace;
};

[[nodiscard]] http::request get(std::string_view url);
[[nodiscard]] http::request request_of(std::string method, std::string_view url,
                                       std::optional<std::string> body = std::nullopt);

/// Sends the request and reads the reply to its end, with reads of this size.
[[nodiscard]] async::awaitable<fetched> fetch(http::session& session, http::request what,
                                              std::size_t piece = std::size_t{64} << 10);

/// The same for one request on a session of its own, on an io_context of its own.
[[nodiscard]] fetched fetch_alone(http::request what, http::session_options options = {},
                                  std::size_t piece = std::size_t{64} << 10);

/// Lets the loop go on until this is so.
[[nodiscard]] async::awaitable<void> until(std::function<bool()> is_so);

}  // namespace trawl::test
