#pragma once

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace trawl::test {

/// Ends the coroutine of a test whose assertion has failed.
class assertion_failed : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

inline void co_require(const testing::AssertionResult& result, const std::string& what, const char* file, int line) {
    if (!result) {
        GTEST_MESSAGE_AT_(file, line, (what + " " + result.failure_message()).c_str(),
                          testing::TestPartResult::kNonFatalFailure);
        throw assertion_failed("assertion failed: " + what);
    }
}

template <class A, class B>
testing::AssertionResult are_equal(const A& a, const B& b) {
    if (a == b) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << testing::PrintToString(a) << " and " << testing::PrintToString(b);
}

}  // namespace trawl::test

/// GTest's ASSERT_* return, which a coroutine cannot; these throw.
#define CO_ASSERT_TRUE(condition) \
    ::trawl::test::co_require(::testing::AssertionResult(static_cast<bool>(condition)), #condition, __FILE__, __LINE__)
#define CO_ASSERT_FALSE(condition)                                                                                    \
    ::trawl::test::co_require(::testing::AssertionResult(!static_cast<bool>(condition)), "not " #condition, __FILE__, \
                              __LINE__)
#define CO_ASSERT_EQ(a, b) \
    ::trawl::test::co_require(::trawl::test::are_equal((a), (b)), #a " == " #b, __FILE__, __LINE__)
#define CO_ASSERT_NE(a, b) CO_ASSERT_TRUE(!((a) == (b)))
#define CO_ASSERT_LT(a, b) CO_ASSERT_TRUE((a) < (b))
#define CO_ASSERT_LE(a, b) CO_ASSERT_TRUE((a) <= (b))
#define CO_ASSERT_GT(a, b) CO_ASSERT_TRUE((a) > (b))
#define CO_ASSERT_GE(a, b) CO_ASSERT_TRUE((a) >= (b))
