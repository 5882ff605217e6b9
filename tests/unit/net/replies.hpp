#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/reply_parser.hpp"
#include "trawl/http/error.hpp"

namespace trawl::test {

enum class ending { open, closed };

/// A reply as `reply_parser` reads it from bytes.
struct parsed_reply {
    net::reply_head head;
    std::string body;
    http::headers trailers;
    bool is_whole = false;
    bool keeps_alive = false;
    std::size_t left_over = 0;
    std::optional<http::error> failure;
};

/// Gives the bytes in pieces of `piece` to a parser, and then the end of the stream if it is `closed`.
parsed_reply parse_reply(std::string_view bytes, std::size_t piece, ending after, bool to_head = false,
                         net::reply_limits limits = {});

}  // namespace trawl::test
