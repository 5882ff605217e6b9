#include <cstdint>
#include <optional>
#include <string>

#include "check.hpp"
#include "net/chunk_decoder.hpp"
#include "net/reply_parser.hpp"
#include "net/socks5.hpp"
#include "pieces.hpp"
#include "targets.hpp"

using trawl::fuzz::check;
namespace net = trawl::net;
namespace http = trawl::http;

namespace {

/// What became of a reply.
struct outcome {
    net::reply_head head;
    std::string body;
    std::string trailers;
    std::string left;  ///< what stands behind it
    std::optional<http::errc> failure;
    bool is_whole = false;

    [[nodiscard]] std::string fields() const {
        std::string all = std::to_string(head.status) + ' ' + head.reason;
        for (std::size_t i = 0; i < head.fields.size(); ++i) {
            all.append("\n").append(head.fields[i].name).append(": ").append(head.fields[i].value);
        }
        return all;
    }
};

/// Reads a reply as a connection does.
class exchange {
public:
    explicit exchange(bool to_head) { parser_.start(to_head); }

    void take(std::string_view piece) {
        unread_ += piece;
        while (!ended_.failure && !parser_.has_head() && read_head()) {
        }
        if (!ended_.failure && parser_.has_head() && !parser_.is_whole() && !unread_.empty()) {
            read_body();
        }
    }

    [[nodiscard]] outcome finish() {
        if (!ended_.failure && !parser_.is_whole()) {
            note(parser_.end_of_stream());
        }
        ended_.is_whole = !ended_.failure && parser_.is_whole();
        ended_.left = unread_;
        if (ended_.is_whole) {
            check(parser_.kind() != net::body_kind::length || parser_.length() == ended_.body.size(),
                  "a body is as long as it was said to be");
            check(parser_.kind() != net::body_kind::until_close || !parser_.keeps_alive(), "a closed connection is");
            for (std::size_t i = 0; i < parser_.trailers().size(); ++i) {
                check_field(parser_.trailers()[i]);
                ended_.trailers.append(parser_.trailers()[i].value).append("\n");
            }
        }
        return std::move(ended_);
    }

private:
    static void check_field(const http::headers::field& each) {
        check(http::is_token(each.name) && http::is_field_value(each.value), "a field could be sent on");
    }

    template <class T>
    bool note(const http::result<T>& said) {
        if (!said) {
            ended_.failure = said.error().code;
        }
        return said.has_value();
    }

    bool read_head() {
        const auto taken = parser_.head(unread_, ended_.head);
        if (!note(taken) || *taken == 0) {
            return false;
        }
        check(*taken <= unread_.size(), "no more is taken than is there");
        unread_.erase(0, *taken);
        for (std::size_t i = 0; i < ended_.head.fields.size(); ++i) {
            check_field(ended_.head.fields[i]);
        }
        return true;
    }

    void read_body() {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(unread_.size(), parser_.wanted()));
        const auto made = parser_.body(std::span(unread_).first(size));
        if (note(made)) {
            check(*made <= size, "a body does not grow");
            ended_.body.append(unread_, 0, *made);
            // What stands behind the last chunk is not told: the connection closes.
            unread_.erase(0, size);
        }
    }

    net::reply_parser parser_{{.max_head_size = 4096, .max_fields = 50, .max_interim = 3}};
    std::string unread_;
    outcome ended_;
};

outcome read(std::string_view text, bool to_head, std::optional<std::size_t> size) {
    exchange made(to_head);
    trawl::fuzz::pieces cut(text);
    while (!cut.empty()) {
        made.take(size ? cut.next(*size) : cut.next());
    }
    return made.finish();
}

void check_same(const outcome& one, const outcome& other) {
    check(one.failure == other.failure, "an error does not depend on the pieces");
    check(one.is_whole == other.is_whole, "an end does not depend on the pieces");
    if (one.is_whole) {
        check(one.fields() == other.fields(), "a head does not depend on the pieces");
        check(one.body == other.body, "a body does not depend on the pieces");
        check(one.trailers == other.trailers, "trailers do not depend on the pieces");
    }
}

struct chunks_read {
    std::string body;
    std::string trailers;
    std::size_t consumed = 0;
    bool has_ended = false;
    std::optional<http::errc> failure;
};

chunks_read read_chunks(std::string_view text, bool is_whole) {
    net::chunk_decoder decoder;
    chunks_read made;
    trawl::fuzz::pieces cut(text);
    while (!cut.empty() && !decoder.has_ended() && !made.failure) {
        std::string piece(is_whole ? text : cut.next());
        const auto done = decoder.decode(piece);
        if (!done) {
            made.failure = done.error().code;
            break;
        }
        check(done->decoded <= done->consumed && done->consumed <= piece.size(), "chunks do not grow");
        check(done->consumed == piece.size() || decoder.has_ended(), "all is taken up to the end");
        made.body.append(piece, 0, done->decoded);
        made.consumed += done->consumed;
        if (is_whole) {
            break;
        }
    }
    made.has_ended = decoder.has_ended();
    made.trailers = decoder.trailer_block();
    return made;
}

}  // namespace

// What a server sends, up to the end of the connection; behind a first 'E' to a HEAD request.
void trawl::fuzz::reply(std::string_view input) {
    const bool to_head = input.starts_with('E');
    input.remove_prefix(to_head ? 1 : 0);
    exchange at_once(to_head);
    at_once.take(input);
    const outcome whole = at_once.finish();
    check_same(whole, read(input, to_head, {}));
    if (input.size() < 1024) {
        check_same(whole, read(input, to_head, 1));
    }
}

// A chunked body.
void trawl::fuzz::chunks(std::string_view input) {
    const auto whole = read_chunks(input, true);
    const auto pieces = read_chunks(input, false);
    check(whole.failure == pieces.failure && whole.has_ended == pieces.has_ended, "an end is one, whatever the pieces");
    if (!whole.failure) {
        check(whole.body == pieces.body && whole.consumed == pieces.consumed, "a body is one, whatever the pieces");
        check(whole.trailers == pieces.trailers, "trailers are the same, whatever the pieces");
        check(whole.trailers.size() <= (std::size_t{64} << 10U), "trailers have a limit");
    }
}

// What a SOCKS5 proxy says; behind a first 'L' to somebody who can log in.
void trawl::fuzz::socks5(std::string_view input) {
    const bool has_login = input.starts_with('L');
    input.remove_prefix(has_login ? 1 : 0);
    net::socks5 said({"example.org", 443}, has_login ? "user" : "", has_login ? "secret" : "");
    while (said.wanted() > 0) {
        const std::string out = said.output();
        check(out.size() <= 2 * 255 + 3, "what is said has a limit");
        check(said.wanted() <= 255 + 2, "what is wanted has a limit");
        if (input.size() < said.wanted()) {
            return;
        }
        const std::string_view bytes = input.substr(0, said.wanted());
        input.remove_prefix(bytes.size());
        if (const auto taken = said.take(bytes); !taken) {
            check(taken.error().code == http::errc::proxy, "an error is the proxy's");
            return;
        }
    }
}
