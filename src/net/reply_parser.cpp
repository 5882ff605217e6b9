#include "net/reply_parser.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

#include "http/field_syntax.hpp"

namespace trawl::net {

namespace {

constexpr std::string_view protocol_name = "HTTP/";

http::error broken(http::errc code, http::phase where, std::string detail) {
    return http::error(code, where, {}, std::move(detail));
}

bool has_no_body(int status) noexcept {
    return status == 204 || status == 304;
}

// RFC 9112 section 9.3.
bool says_keep_alive(const reply_head& head) {
    if (http::list_contains(head.fields, "Connection", "close")) {
        return false;
    }
    return head.version >= 11 || http::list_contains(head.fields, "Connection", "keep-alive");
}

}  // namespace

void reply_parser::start(bool to_head) noexcept {
    to_head_ = to_head;
    has_head_ = false;
    is_whole_ = false;
    keeps_alive_ = false;
    kind_ = body_kind::none;
    length_.reset();
    left_ = 0;
    interim_ = 0;
    searched_ = 0;
    line_start_ = 0;
    trailers_.clear();
}

http::result<std::size_t> reply_parser::head(std::string_view unread, reply_head& into) {
    assert(!has_head_);
    http::result<std::size_t> end = find_end(unread);
    if (!end || *end == 0) {
        return end;
    }
    if (http::result<void> parsed = parse_head(unread.substr(0, *end), limits_.max_fields, into); !parsed) {
        return parsed.error();
    }
    searched_ = 0;
    line_start_ = 0;
    if (into.status < 100) {
        return broken(http::errc::protocol, http::phase::head, "status below 100");
    }
    if (into.status == 101) {
        return broken(http::errc::protocol, http::phase::head, "101: no upgrade was asked for");
    }
    if (into.status < 200) {
        if (++interim_ > limits_.max_interim) {
            return broken(http::errc::protocol, http::phase::head, "too many 1xx replies");
        }
        return end;
    }
    if (http::result<void> framed = frame_body(into); !framed) {
        return framed.error();
    }
    has_head_ = true;
    return end;
}

// Where the empty line ends that ends the head; 0 if it has not come.
http::result<std::size_t> reply_parser::find_end(std::string_view unread) {
    if (searched_ < protocol_name.size()) {
        // Told apart at the first byte: another protocol's greeting may never have an empty line.
        const std::size_t size = std::min(unread.size(), protocol_name.size());
        if (unread.substr(0, size) != protocol_name.substr(0, size)) {
            return broken(http::errc::protocol, http::phase::head, "not an HTTP/1.x status line");
        }
    }
    while (searched_ < unread.size()) {
        const std::size_t end = unread.find('\n', searched_);
        if (end == std::string_view::npos) {
            searched_ = unread.size();
            break;
        }
        const std::size_t size = end - line_start_;
        searched_ = end + 1;
        if (size == 0 || (size == 1 && unread[line_start_] == '\r')) {
            if (searched_ > limits_.max_head_size) {
                break;
            }
            return searched_;
        }
        line_start_ = searched_;
    }
    if (searched_ > limits_.max_head_size) {
        return broken(http::errc::too_large, http::phase::head, "head over its limit");
    }
    return std::size_t{0};
}

// RFC 9112 section 6.3. That Content-Length is one number, and does not stand beside Transfer-Encoding, is sure
// already.
http::result<void> reply_parser::frame_body(const reply_head& head) {
    keeps_alive_ = says_keep_alive(head);
    if (const auto value = head.fields.get("Content-Length")) {
        length_ = http::parse_number(http::trim_blanks(value->substr(0, value->find(','))));
    }
    if (to_head_ || has_no_body(head.status)) {
        is_whole_ = true;
        return {};
    }
    if (const auto coding = head.fields.joined("Transfer-Encoding")) {
        if (!http::same_name(http::trim_blanks(*coding), "chunked")) {
            return broken(http::errc::protocol, http::phase::head, "Transfer-Encoding that nobody asked for");
        }
        kind_ = body_kind::chunked;
        // A 1.0 peer that sends it may not know what it does (RFC 9112 section 6.1).
        keeps_alive_ = keeps_alive_ && head.version >= 11;
        chunks_.reset();
    } else if (length_) {
        kind_ = *length_ > 0 ? body_kind::length : body_kind::none;
        left_ = *length_;
        is_whole_ = left_ == 0;
    } else {
        kind_ = body_kind::until_close;
        keeps_alive_ = false;
    }
    return {};
}

std::uint64_t reply_parser::wanted() const noexcept {
    if (is_whole_) {
        return 0;
    }
    return kind_ == body_kind::length ? left_ : std::numeric_limits<std::uint64_t>::max();
}

http::result<std::size_t> reply_parser::body(std::span<char> raw) {
    assert(has_head_ && raw.size() <= wanted());
    if (kind_ == body_kind::chunked) {
        return chunks(raw);
    }
    if (kind_ == body_kind::length) {
        left_ -= raw.size();
        is_whole_ = left_ == 0;
    }
    return raw.size();
}

http::result<std::size_t> reply_parser::chunks(std::span<char> raw) {
    const http::result<chunk_decoder::progress> done = chunks_.decode(raw);
    if (!done) {
        return done.error();
    }
    if (chunks_.has_ended()) {
        if (http::result<void> parsed = parse_trailers(chunks_.trailer_block(), limits_.max_fields, trailers_);
            !parsed) {
            return parsed.error();
        }
        is_whole_ = true;
        // What stands behind the end is no reply to anything that we asked.
        keeps_alive_ = keeps_alive_ && done->consumed == raw.size();
    }
    return done->decoded;
}

http::result<void> reply_parser::end_of_stream() {
    if (!has_head_) {
        if (searched_ == 0 && interim_ == 0) {
            return broken(http::errc::closed, http::phase::first_byte, {});
        }
        return broken(http::errc::protocol, http::phase::head, "the connection was closed within the head");
    }
    if (kind_ == body_kind::until_close) {
        is_whole_ = true;
    }
    if (!is_whole_) {
        return broken(http::errc::truncated, http::phase::body, {});
    }
    return {};
}

}  // namespace trawl::net
