#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/script.hpp"

/// Ready scripts for fault_server. They keep the connection alive unless their name or comment says otherwise.
namespace trawl::test::reply {

using field_list = std::vector<std::pair<std::string, std::string>>;

/// The bytes of a head; no field is added.
[[nodiscard]] std::string head(int status, const field_list& fields);

/// These bytes, whatever they are.
[[nodiscard]] script raw(std::string bytes);

[[nodiscard]] script ok(std::string body, std::string type = "text/plain");
/// With Content-Length, except for 1xx, 204 and 304.
[[nodiscard]] script status(int code, field_list fields = {}, std::string body = {});
[[nodiscard]] script redirect(int code, std::string location);
[[nodiscard]] script retry_after(int code, std::string value);
[[nodiscard]] script chunked(const std::vector<std::string>& pieces, const field_list& trailers = {},
                             field_list fields = {});
/// Ends the body by closing.
[[nodiscard]] script until_close(std::string body);

/// Content-Encoding and the body in it; `coded` for a body that is coded already.
[[nodiscard]] script gzip(std::string_view body);
[[nodiscard]] script coded(std::string coding, std::string coded_body);
[[nodiscard]] std::string gzip_bytes(std::string_view body);

/// Content-Length says `declared`, `body` is sent, then the connection is closed.
[[nodiscard]] script truncated(std::string body, std::size_t declared);
/// The same without closing: more bytes than declared stay behind, fewer make the client wait.
[[nodiscard]] script wrong_length(std::string body, std::size_t declared);
/// One chunk, and a close in place of the last one.
[[nodiscard]] script truncated_chunked(std::string body);
/// Content-Length says all of `body`; its first bytes are sent, then RST.
[[nodiscard]] script reset_after(std::string body, std::size_t sent);
/// The head is cut in the middle, then a close.
[[nodiscard]] script cut_head();

[[nodiscard]] script never_answers();
[[nodiscard]] script close_at_once();
[[nodiscard]] script reset_at_once();
/// A whole reply, but only after this time.
[[nodiscard]] script slow(std::chrono::milliseconds pause, std::string body);
/// The head at once, the body in pieces.
[[nodiscard]] script drip(std::string body, std::size_t piece, std::chrono::milliseconds pause);
/// The head in pieces.
[[nodiscard]] script drip_head(std::string body, std::size_t piece, std::chrono::milliseconds pause);
/// The head and some of the body, then nothing more.
[[nodiscard]] script stalls_in_body(std::string body, std::size_t sent);
[[nodiscard]] script endless_body();
[[nodiscard]] script endless_chunks();
[[nodiscard]] script endless_head();
/// One field of this size.
[[nodiscard]] script huge_header(std::size_t size, std::string body = {});
[[nodiscard]] script many_fields(std::size_t count, std::string body = {});

}  // namespace trawl::test::reply
