#include <algorithm>

#include <gmock/gmock.h>

#include "cli/check_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* shop = R"(
base_url = "http://127.0.0.1:1/"

[[check]]
name = "pay"
url = "/orders/${order}/pay?by=${user}"
needs = "order"
matrix = {user = ["ada", "bob"]}
headers = {Authorization = "Bearer ${token}"}
expect = ['body == "paid ${user}"', 'cookie sid == "paid-${user}"']
tags = ["slow", "money"]

[[check]]
name = "order"
url = "/orders"
method = "POST"
body = "lang=${lang:-none}"
needs = ["login"]
matrix = {user = ["ada", "bob"]}
headers = {Authorization = "Bearer ${token}"}
expect = "status == 201"
capture = {order = 'header Location matches /\/orders\/(\w+)/'}

[[check]]
name = "login"
url = "/login/${user}"
matrix = {user = ["ada", "bob", "eve"]}
capture = {token = "json $.tokens[0]"}
tags = "money"

[[check]]
name = "public"
url = "/public"
tags = ["smoke"]

[[check]]
name = "lost"
url = "/lost"
tags = ["smoke", "broken"]

[[check]]
name = "behind what is lost"
url = "/public"
needs = "lost"
tags = "broken"
)";

/// Serves a user what is his only with the token and the cookie of his login.
class shop_site {
public:
    [[nodiscard]] std::string url() const { return server_.url(); }

    /// "METHOD TARGET", sorted.
    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> all;
        for (const auto& one : server_.log()) {
            all.push_back(one.method + " " + one.target);
        }
        std::ranges::sort(all);
        return all;
    }

private:
    [[nodiscard]] static script answer(const received_request& asked) {
        if (asked.target.starts_with("/login/")) {
            const auto user = asked.target.substr(7);
            return reply::status(200, {{"Set-Cookie", "sid=" + user + "; Path=/"}},
                                 R"({"tokens": ["t-)" + user + "\"]}");
        }
        if (asked.target == "/public") {
            return asked.count("Cookie") == 0 ? reply::ok("x") : reply::status(400);
        }
        const auto sid = asked.field("Cookie");
        const auto user = sid.substr(std::min<std::size_t>(sid.size(), 4));
        if (user.empty() || asked.field("Authorization") != "Bearer t-" + user) {
            return reply::status(asked.target == "/lost" ? 404 : 403);
        }
        if (asked.target == "/orders" && asked.body == "lang=de") {
            return reply::status(201, {{"Location", "/orders/o" + user + "?x"}});
        }
        const bool is_own = asked.target == "/orders/o" + user + "/pay?by=" + user;
        return is_own ? reply::status(200, {{"Set-Cookie", "sid=paid-" + user}}, "paid " + user) : reply::status(404);
    }

    fault_server server_{answer};
};

class CheckSuites : public CheckCommand {
protected:
    [[nodiscard]] child_result check_shop(std::vector<std::string> more) const {
        return check_and_record(
            std::vector<std::string>{file("shop.toml", shop), "--base-url", site.url(), "--var", "lang=de"} + more);
    }

    /// "NAME: RESULT MESSAGE" of each, sorted.
    [[nodiscard]] std::vector<std::string> told() const {
        std::vector<std::string> all;
        for (const auto& one : records()) {
            const auto why = one.text("/message");
            all.push_back(one.text("/name") + ": " + one.text("/result") + (why == "null" ? "" : " " + why));
        }
        std::ranges::sort(all);
        return all;
    }

    shop_site site;
};

TEST_F(CheckSuites, HandCapturesAndCookiesOnToWhatNeedsThem) {
    const auto result = check_shop({"--tag", "money", "--junit", place("report.xml")});

    EXPECT_TRUE(ended_with(result, 0));
    EXPECT_THAT(told(), ElementsAre("login [user=ada]: passed", "login [user=bob]: passed", "login [user=eve]: passed",
                                    "order [user=ada]: passed", "order [user=bob]: passed", "pay [user=ada]: passed",
                                    "pay [user=bob]: passed"));
    EXPECT_THAT(site.asked(),
                ElementsAre("GET /login/ada", "GET /login/bob", "GET /login/eve", "GET /orders/oada/pay?by=ada",
                            "GET /orders/obob/pay?by=bob", "POST /orders", "POST /orders"));
}

TEST_F(CheckSuites, SkipWhatNeedsWhatFailed) {
    const auto result = check_shop({"--tag", "smoke", "--tag", "broken"});

    EXPECT_TRUE(ended_with(result, 4));
    EXPECT_THAT(told(), ElementsAre("behind what is lost: skipped needs \"lost\", which failed",
                                    "lost: failed status is 404, not in 200..299", "public: passed"));
    EXPECT_THAT(site.asked(), ElementsAre("GET /lost", "GET /public"));
    EXPECT_THAT(result.out, HasSubstr("\n3 checks: 1 passed, 1 failed, 1 skipped in "));
}

TEST_F(CheckSuites, AskWhatTagsSay) {
    EXPECT_TRUE(ended_with(check_shop({"--tag", "smoke", "--skip-tag", "broken"}), 0));
    EXPECT_THAT(site.asked(), ElementsAre("GET /public"));

    EXPECT_TRUE(ended_with(check_shop({"--skip-tag", "slow", "--skip-tag", "broken", "--skip-tag", "smoke"}), 0));
    EXPECT_EQ(told().size(), 5U);
}

TEST_F(CheckSuites, BeginEachRoundWithItsOwnCaptures) {
    EXPECT_TRUE(ended_with(check_shop({"--tag", "slow", "--repeat", "3", "-e", "runs == 18"}), 0));

    const auto asked = site.asked();
    EXPECT_EQ(asked.size(), 18U);
    EXPECT_EQ(std::ranges::count(asked, "GET /orders/oada/pay?by=ada"), 3);
}

}  // namespace
}  // namespace trawl::test
