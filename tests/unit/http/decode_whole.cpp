#include "decode_whole.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace trawl::http {

result<std::string> decode_whole(const std::vector<content_coding>& codings, std::string_view coded, pieces how,
                                 decoder_limits limits) {
    decoder decode{codings, limits};
    std::string plain;
    std::vector<char> room(how.output);
    std::string_view piece;
    while (true) {
        if (piece.empty() && !coded.empty()) {
            piece = coded.substr(0, how.input);
            coded.remove_prefix(piece.size());
        }
        const bool last = coded.empty() && (how.tell_end_early || piece.empty());
        const auto step = decode.decode(piece, room, last);
        if (!step) {
            return step.error();
        }
        plain.append(room.data(), step->produced);
        piece.remove_prefix(step->consumed);
        if (step->finished) {
            EXPECT_TRUE(last && piece.empty());
            return plain;
        }
        if (step->produced < room.size() && !piece.empty()) {
            ADD_FAILURE() << "stopped with input and room left";
            return plain;
        }
        if (last && step->produced == 0) {
            ADD_FAILURE() << "never finishes";
            return plain;
        }
    }
}

}  // namespace trawl::http
