#include "report/known_secrets.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace trawl::report {
namespace {

TEST(KnownSecrets, TakesOutWhatItHasLearnt) {
    known_secrets secrets(redactor({"hunter22"}));
    EXPECT_EQ(secrets("hunter22 and tok-12345"), "*** and tok-12345");
    EXPECT_TRUE(secrets.learn("tok-12345"));
    EXPECT_FALSE(secrets.learn("tok-12345"));
    EXPECT_FALSE(secrets.learn("hunter22"));
    EXPECT_FALSE(secrets.learn(""));
    EXPECT_EQ(secrets("hunter22 and TOK%2D12345"), "*** and ***");
    std::string seen;
    secrets.use([&](const redactor& known) { seen = known.in_json(R"({"a":"tok-12345"})"); });
    EXPECT_EQ(seen, R"({"a":"***"})");
}

TEST(KnownSecrets, CanBeLearntWhileOtherThreadsTell) {
    known_secrets secrets(redactor{});
    const auto name = [](int number) { return "token-" + std::to_string(number) + "-end"; };
    std::vector<std::thread> threads;
    for (int first = 0; first < 4; ++first) {
        threads.emplace_back([&, first] {
            for (int number = first; number < 100; number += 4) {
                EXPECT_TRUE(secrets.learn(name(number)));
                EXPECT_EQ(secrets("a " + name(number)), "a ***");
            }
        });
    }
    for (auto& each : threads) {
        each.join();
    }
    EXPECT_EQ(secrets(name(0) + ", " + name(57) + ", token-100-end"), "***, ***, token-100-end");
}

}  // namespace
}  // namespace trawl::report
