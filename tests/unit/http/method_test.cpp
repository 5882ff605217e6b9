#include "http/method.hpp"

#include <gtest/gtest.h>

namespace trawl::http {
namespace {

TEST(Method, SafeOnesAskForNoChange) {
    for (const auto* method : {"GET", "HEAD", "OPTIONS", "TRACE"}) {
        EXPECT_TRUE(is_safe(method) && is_idempotent(method)) << method;
    }
    for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "get", ""}) {
        EXPECT_FALSE(is_safe(method)) << method;
    }
}

TEST(Method, PutAndDeleteMayBeSentAgainButNotPostNorUnknownOnes) {
    EXPECT_TRUE(is_idempotent("PUT"));
    EXPECT_TRUE(is_idempotent("DELETE"));
    for (const auto* method : {"POST", "PATCH", "CONNECT", "PURGE", "put"}) {
        EXPECT_FALSE(is_idempotent(method)) << method;
    }
}

}  // namespace
}  // namespace trawl::http
