#include "crawl/session_id.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::crawl {
namespace {

TEST(SessionId, IsTakenOutOfPathAndQuery) {
    struct row {
        std::string with;
        std::string without;
    };
    for (const auto& [with, without] : std::vector<row>{
             {"//a/b;jsessionid=1A2B?x=1", "//a/b?x=1"},
             {"//a/b;v=1;JSESSIONID=1A2B;w=2/c", "//a/b;v=1;w=2/c"},
             {"//a/?PHPSESSID=8f14e45fceea167a5a36dedd4bea2543", "//a/"},
             {"//a/?id=1&PHPSESSID=x&p=2", "//a/?id=1&p=2"},
             {"//a/?sid=8f14e45fceea167a&t=5", "//a/?t=5"},
             {"//a/?ASPSESSIONIDQQ=AB", "//a/"},
             {"//a/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "//a/x.aspx"},
         }) {
        std::string url = with;
        EXPECT_TRUE(remove_session_ids(url)) << with;
        EXPECT_EQ(url, without);
    }
}

TEST(SessionId, OtherThingsOfThatNameAreLeftAlone) {
    for (const char* url :
         {"//a/?sid=17", "//a/?s=shoes", "//a/?s=running-shoes-for-women", "//a/b;v=1?x", "//a/?sid", "//a/?",
          "//a/?s=5d41402a-bc4b-2a76-b971-9d911017c592", "//a/(S(x", "//a/session/8f14e45fceea167a5a36"}) {
        std::string same = url;
        EXPECT_FALSE(remove_session_ids(same)) << url;
        EXPECT_EQ(same, url);
    }
}

}  // namespace
}  // namespace trawl::crawl
