#include "net/tls_session_cache.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

namespace trawl::net {
namespace {

tls_session session_of(int version) {
    tls_session made(SSL_SESSION_new());
    SSL_SESSION_set_protocol_version(made.get(), version);
    return made;
}

void put(tls_session_cache& cache, const std::string& server, int times, int version = TLS1_3_VERSION) {
    for (int i = 0; i < times; ++i) {
        cache.put(server, session_of(version));
    }
}

int takeable(tls_session_cache& cache, const std::string& server) {
    int count = 0;
    while (cache.take(server)) {
        ++count;
    }
    return count;
}

TEST(TlsSessionCache, HasAsManyTicketsAsConnectionsAreMadeAtOnce) {
    tls_session_cache cache(1000);
    put(cache, "a:443", 64);
    EXPECT_EQ(takeable(cache, "a:443"), 64);
    EXPECT_EQ(cache.size(), 0U);
}

TEST(TlsSessionCache, KeepsTheNewestTicketsOfAServer) {
    tls_session_cache cache(1000);
    put(cache, "a:443", 100);
    tls_session last = session_of(TLS1_3_VERSION);
    const auto* const newest = last.get();
    cache.put("a:443", std::move(last));
    EXPECT_EQ(cache.size(), 64U);
    EXPECT_EQ(cache.take("a:443").get(), newest);
}

TEST(TlsSessionCache, TakesRoomFromTheServerUsedLongestAgo) {
    tls_session_cache cache(10);
    put(cache, "a:443", 4);
    put(cache, "b:443", 4);
    EXPECT_TRUE(cache.take("a:443"));
    put(cache, "c:443", 6);
    EXPECT_EQ(cache.size(), 10U);
    EXPECT_EQ(takeable(cache, "a:443"), 3);
    EXPECT_EQ(takeable(cache, "b:443"), 1);
    EXPECT_EQ(takeable(cache, "c:443"), 6);
}

TEST(TlsSessionCache, AServerOfManyTicketsDrivesOutItsOwn) {
    tls_session_cache cache(3);
    put(cache, "a:443", 50);
    EXPECT_EQ(cache.size(), 3U);
}

TEST(TlsSessionCache, AnOlderSessionServesAgain) {
    tls_session_cache cache(10);
    put(cache, "a:443", 2, TLS1_2_VERSION);
    EXPECT_TRUE(cache.take("a:443"));
    EXPECT_TRUE(cache.take("a:443"));
    cache.forget("a:443");
    EXPECT_FALSE(cache.take("a:443"));
    EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace trawl::net
