#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/net/replies.hpp"
#include "unit/net/reply_cases.hpp"

namespace trawl::net {
namespace {

// Why a reply was not treated as the case says it must; empty if it was.
std::string verdict(const test::reply_case& wanted, std::size_t piece) {
    const test::ending after = wanted.after == "close" ? test::ending::closed : test::ending::open;
    const test::parsed_reply reply = test::parse_reply(wanted.bytes, piece, after, wanted.method == "HEAD");
    if (reply.head.fields.contains("Content-Encoding")) {
        return {};  // judged where it is decoded
    }
    if (wanted.outcome == "accept" && !reply.is_whole) {
        return "not accepted: " + (reply.failure ? reply.failure->detail : std::string("not whole"));
    }
    if (wanted.outcome == "reject" && reply.is_whole) {
        return "accepted";
    }
    return reply.is_whole && !wanted.allows(reply.body) ? "another body: " + reply.body.substr(0, 100) : std::string();
}

TEST(ReplyParser, TreatsThePublicSuitesRepliesAsAClientMust) {
    const std::vector<test::reply_case> cases = test::load_reply_cases();
    if (cases.empty()) {
        GTEST_SKIP() << "skipped: no vectors";
    }
    for (const test::reply_case& wanted : cases) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 22}) {
            const std::string wrong = verdict(wanted, piece);
            EXPECT_EQ(wrong, "") << wanted.name << " (" << wanted.level << ") in pieces of " << piece;
            if (!wrong.empty()) {
                break;
            }
        }
    }
}

}  // namespace
}  // namespace trawl::net
