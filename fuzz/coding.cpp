#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "check.hpp"
#include "http/decoder.hpp"
#include "pieces.hpp"
#include "targets.hpp"

using trawl::fuzz::check;
namespace http = trawl::http;

namespace {

constexpr std::uint64_t most = 200'000;

struct decoded {
    std::string text;
    bool failed = false;
};

/// Gives it the whole at once, with much room, or pieces of both.
decoded decode(const std::vector<http::content_coding>& codings, std::string_view input, bool is_whole) {
    http::decoder decoder(codings, {.max_size = most});
    trawl::fuzz::pieces cut(input);
    std::vector<char> room(std::size_t{64} << 10U);
    std::string_view piece = is_whole ? input : std::string_view();
    decoded made;
    for (bool finished = false; !finished;) {
        if (piece.empty() && !is_whole && !cut.empty()) {
            piece = cut.next();
        }
        const bool is_last = is_whole || cut.empty();
        const std::size_t size = is_whole ? room.size() : std::min(cut.size(), room.size());
        const auto done = decoder.decode(piece, std::span(room).first(size), is_last);
        if (!done) {
            made.failed = true;
            break;
        }
        check(done->consumed <= piece.size() && done->produced <= size, "no more is taken or given than there is");
        check(!done->finished || is_last, "an end comes with the last piece");
        check(done->produced > 0 || done->finished || (done->consumed == piece.size() && !is_last),
              "a decoder goes on or wants more");
        piece.remove_prefix(done->consumed);
        made.text.append(room.data(), done->produced);
        check(made.text.size() <= most, "what is decoded has a limit");
        finished = done->finished;
    }
    return made;
}

std::vector<http::content_coding> codings_of(std::string_view letters) {
    constexpr std::array<http::content_coding, 4> known{http::content_coding::gzip, http::content_coding::deflate,
                                                        http::content_coding::br, http::content_coding::zstd};
    std::vector<http::content_coding> codings;
    for (const char each : letters.substr(0, 3)) {
        codings.push_back(known[static_cast<unsigned char>(each) % known.size()]);
    }
    return codings;
}

}  // namespace

// A letter for each coding (l gzip, m deflate, n br, o zstd), a line feed, and the body.
void trawl::fuzz::coding(std::string_view input) {
    const auto codings = codings_of(take_line(input));
    if (codings.empty()) {
        return;
    }
    const decoded whole = decode(codings, input, true);
    const decoded pieces = decode(codings, input, false);
    // Of several things that are wrong, which is told may depend on them.
    check(whole.failed == pieces.failed, "whether it is good does not depend on the pieces");
    check(whole.failed || whole.text == pieces.text, "a body does not depend on the pieces");
}
