// Logins with servers that others wrote.

#include <string>

#include <gtest/gtest.h>
#include <boost/asio/this_coro.hpp>

#include "http/auth_hash.hpp"
#include "support/lighttpd.hpp"
#include "support/nginx.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"
#include "trawl/http/session.hpp"
#include "unit/client/fetched.hpp"

namespace trawl::test {
namespace {

using http::auth_hash;
using http::hash_hex;

const std::string user_name = "J\xC3\xA4s\xC3\xB8n \"Doe\"";
const std::string password = "Secret, or not?";

http::credentials login(bool allow_basic) {
    http::credentials who;
    who.username = user_name;
    who.password = password;
    who.allow_basic = allow_basic;
    return who;
}

http::request get_as(const http::credentials& who, const std::string& url) {
    http::request what = get(url);
    what.login = who;
    return what;
}

// Folders that want a login, each in another manner.
class LighttpdLogin : public testing::Test {
protected:
    LighttpdLogin() {
        for (const char* name : {"basic", "md5", "sha", "both", "hashed"}) {
            write_file(folder_ / ("root/" + std::string(name) + "/file"), std::string("in ") + name);
        }
        const auto hash = [](const std::string& text) { return hash_hex(auth_hash::sha_256, text); };
        write_file(folder_ / "digests", user_name + ":hashed:" + hash(user_name + ":hashed:" + password) + ':' +
                                            hash(user_name + ":hashed") + '\n');
        lighttpd_options how;
        how.root = folder_ / "root";
        how.username = user_name;
        how.password = password;
        how.lines = R"(
$HTTP["url"] =~ "^/hashed/" {
    auth.backend = "htdigest"
    auth.backend.htdigest.userfile = ")" +
                    (folder_ / "digests").string() + R"("
}
auth.require = (
    "/basic/" => ("method" => "basic", "realm" => "a realm", "require" => "valid-user"),
    "/md5/" => ("method" => "digest", "realm" => "its, realm", "algorithm" => "MD5", "require" => "valid-user"),
    "/sha/" => ("method" => "digest", "realm" => "a realm", "algorithm" => "SHA-256", "require" => "valid-user"),
    "/both/" => ("method" => "digest", "realm" => "r", "algorithm" => "MD5|SHA-256", "require" => "valid-user"),
    "/hashed/" => ("method" => "digest", "realm" => "hashed", "algorithm" => "SHA-256", "userhash" => "enable",
                   "require" => "valid-user"),
))";
        server_ = std::make_unique<lighttpd>(std::move(how));
    }

    temp_dir folder_;
    std::unique_ptr<lighttpd> server_;
};

TEST_F(LighttpdLogin, LetsUsInToEachFolder) {
    for (const std::string name : {"basic", "md5", "sha", "both", "hashed"}) {
        const std::string url = server_->url('/' + name + "/file?a=b");
        EXPECT_EQ(fetch_alone(get(url)).status, 401) << name;
        EXPECT_EQ(fetch_alone(get_as(login(true), url)).body, "in " + name) << server_->error_log();
        const fetched digest_only = fetch_alone(get_as(login(false), url));
        EXPECT_EQ(digest_only.status, name == "basic" ? 401 : 200) << server_->error_log();
    }
    http::credentials wrong = login(false);
    wrong.password = "wrong";
    EXPECT_EQ(fetch_alone(get_as(wrong, server_->url("/sha/file"))).status, 401);
}

TEST_F(LighttpdLogin, IsAskedOnceForManyRequests) {
    run([](lighttpd& server) -> async::awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        http::session client(executor, {});
        for (int i = 0; i < 10; ++i) {
            EXPECT_EQ((co_await fetch(client, get_as(login(false), server.url("/sha/file")))).body, "in sha");
        }
        EXPECT_EQ(client.statistics().requests_sent, 11U);
        EXPECT_EQ(client.statistics().connections_made, 1U);
    }(*server_));
}

TEST(NginxLogin, LetsUsInByBasic) {
    temp_dir folder;
    write_file(folder / "root/file", "in");
    write_file(folder / "users", user_name + ":{PLAIN}" + password + '\n');
    nginx_options how;
    how.root = folder / "root";
    how.server_lines = "auth_basic \"a realm\"; auth_basic_user_file " + (folder / "users").string() + ';';
    const nginx server(std::move(how));
    EXPECT_EQ(fetch_alone(get(server.url("/file"))).status, 401);
    EXPECT_EQ(fetch_alone(get_as(login(true), server.url("/file"))).body, "in");
    EXPECT_EQ(fetch_alone(get_as(login(false), server.url("/file"))).status, 401);
    const std::string in_url = "http://J%C3%A4s%C3%B8n%20%22Doe%22:Secret%2C%20or%20not%3F@127.0.0.1:";
    EXPECT_EQ(fetch_alone(get(in_url + std::to_string(server.port()) + "/file")).body, "in");
}

}  // namespace
}  // namespace trawl::test
