#include "support/nginx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plain_client.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Nginx : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(nginx::is_installed()) << "scripts/setup installs it";
        write_file(folder_ / "a.txt", "hello");
    }

    nginx_options options() {
        nginx_options how;
        how.root = folder_.path();
        return how;
    }

    temp_dir folder_;
};

TEST_F(Nginx, ServesAFolderAndLogsConnections) {
    const nginx server{options()};
    {
        plain_client client{server.port()};
        client.send(get("/a.txt") + "GET /none HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        const auto received = client.read_to_end();
        EXPECT_THAT(received, StartsWith("HTTP/1.1 200 OK"));
        EXPECT_THAT(received, HasSubstr("\r\n\r\nhelloHTTP/1.1 404"));
    }
    EXPECT_THAT(exchange(server.port(), "GET /a.txt HTTP/1.0\r\n\r\n"), EndsWith("hello"));
    const auto lines = server.wait_for_log(3);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].requests_on_connection, 1U);
    EXPECT_EQ(lines[1].requests_on_connection, 2U);
    EXPECT_EQ(lines[1].status, 404);
    EXPECT_EQ(lines[1].target, "/none");
    EXPECT_EQ(lines[1].method, "GET");
    EXPECT_EQ(connection_count(lines), 2U);
}

TEST_F(Nginx, ServesTlsToo) {
    test_ca ca;
    auto how = options();
    how.certificate = ca.issue();
    const nginx server{how};
    EXPECT_THAT(exchange(server.tls_port(), get("/a.txt")), HasSubstr("plain HTTP request was sent to HTTPS port"));
    EXPECT_THAT(server.tls_url("/a.txt"), StartsWith("https://127.0.0.1:"));
}

TEST_F(Nginx, TakesLinesForItsConfiguration) {
    auto how = options();
    how.server_lines = "location /moved { return 301 /a.txt; }";
    const nginx server{how};
    EXPECT_THAT(exchange(server.port(), "GET /moved HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 301"));
}

TEST_F(Nginx, SaysWhyItDoesNotStart) {
    auto how = options();
    how.server_lines = "no_such_directive;";
    try {
        const nginx server{how};
        FAIL() << "started";
    } catch (const std::runtime_error& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("no_such_directive"));
    }
}

}  // namespace
}  // namespace trawl::test
