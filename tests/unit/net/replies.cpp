#include "unit/net/replies.hpp"

#include <algorithm>
#include <vector>

namespace trawl::test {

namespace {

class reader {
public:
    reader(parsed_reply& into, bool to_head, net::reply_limits limits) : into_(into), parser_(limits) {
        parser_.start(to_head);
    }

    // False when the reply is over, for good or bad.
    bool take(std::string_view piece) {
        unread_ += piece;
        while (!parser_.has_head()) {
            const auto consumed = parser_.head(unread_, into_.head);
            if (!consumed) {
                return fail(consumed.error());
            }
            unread_.erase(0, *consumed);
            if (*consumed == 0) {
                return true;
            }
        }
        while (!unread_.empty() && !parser_.is_whole()) {
            std::vector<char> raw(unread_.begin(),
                                  unread_.begin() + static_cast<std::ptrdiff_t>(
                                                        std::min<std::uint64_t>(parser_.wanted(), unread_.size())));
            unread_.erase(0, raw.size());
            const auto decoded = parser_.body(raw);
            if (!decoded) {
                return fail(decoded.error());
            }
            into_.body.append(raw.data(), *decoded);
        }
        return !parser_.is_whole();
    }

    void end(ending after) {
        if (!into_.failure && !parser_.is_whole() && after == ending::closed) {
            if (const auto ended = parser_.end_of_stream(); !ended) {
                fail(ended.error());
            }
        }
        into_.is_whole = parser_.is_whole();
        into_.keeps_alive = parser_.is_whole() && parser_.keeps_alive();
        into_.trailers = parser_.trailers();
        into_.left_over = unread_.size();
    }

private:
    bool fail(const http::error& failure) {
        into_.failure = failure;
        return false;
    }

    parsed_reply& into_;
    net::reply_parser parser_;
    std::string unread_;
};

}  // namespace

parsed_reply parse_reply(std::string_view bytes, std::size_t piece, ending after, bool to_head,
                         net::reply_limits limits) {
    parsed_reply reply;
    reader parser(reply, to_head, limits);
    while (!bytes.empty()) {
        const std::string_view next = bytes.substr(0, piece);
        if (!parser.take(next)) {
            break;
        }
        bytes.remove_prefix(next.size());
    }
    parser.end(after);
    return reply;
}

}  // namespace trawl::test
