// In a network of its own, where a server has an address that is public elsewhere; and on a disk that is soon full.

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Runs a script in namespaces of its own, as `unshare` makes them with these options; where that is allowed.
class InNamespace : public FetchCommand {
protected:
    [[nodiscard]] static bool may_unshare(const std::string& options) {
        return run("sh", trawl_options({"-c", "unshare " + options + " true"})).exit_status == 0;
    }
    [[nodiscard]] child_result run_unshared(const std::string& options, const std::string& script) const {
        auto how = trawl_options({"-c", "exec unshare " + options + " sh -e '" + file("script", script) + "'"});
        how.folder = place(".");
        return run("sh", std::move(how));
    }
    [[nodiscard]] static std::string trawl() { return TRAWL_BINARY; }
};

TEST_F(InNamespace, DenyPrivateHoldsWhereARedirectOfAPublicServerLeads) {
    if (!may_unshare("-rn")) {
        GTEST_SKIP() << "skipped: no network namespace";
    }
    const std::string script =
        R"(
ip link set lo up
ip addr add 9.8.7.6/32 dev lo
mkdir nginx
cat > nginx/nginx.conf <<END
user root; daemon off; master_process off; pid nginx.pid; error_log error.log;
events { worker_connections 64; }
http {
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
  log_format asked '\$server_addr \$uri'; access_log access.log asked;
  server {
    listen 80; listen [::]:80;
    location /public { return 200 public; }
    location /v4 { return 302 http://127.0.0.1/secret; }
    location /v6 { return 302 http://[::1]/secret; }
    location /mapped { return 302 http://[::ffff:127.0.0.1]/secret; }
    location /metadata { return 302 http://169.254.169.254/secret; }
    location /name { return 302 http://inside.example/secret; }
    location /both { return 302 http://both.example/secret; }
    location /secret { return 200 secret; }
  }
}
END
nginx -p nginx -c nginx.conf -e error.log &
trap "kill $!" EXIT
until [ -s nginx/nginx.pid ] && curl -s -o /dev/null http://9.8.7.6/public; do kill -0 $!; done
for path in public v4 v6 mapped metadata name both; do echo "http://9.8.7.6/$path"; done > list
)" + trawl() +
        R"( fetch -i list --dir out --results records.jsonl --deny-private --retries 0 \
    --resolve inside.example:80:127.0.0.1 --resolve both.example:80:9.8.7.5,127.0.0.1 || echo "status $?"
cat nginx/access.log
)";
    const auto result = run_unshared("-rn", script);

    EXPECT_THAT(result.out, HasSubstr("status 3")) << result.err;
    EXPECT_THAT(result.out, HasSubstr("9.8.7.6 /v4"));
    EXPECT_THAT(result.out, Not(HasSubstr("/secret")));
    EXPECT_EQ(content("public"), "public");
    const auto told = records();
    EXPECT_EQ(told.count("ok"), 1U);
    for (const auto& one : told) {
        if (!one.text("/input").ends_with("/public") && !one.text("/input").ends_with("/both")) {
            EXPECT_EQ(one.error_kind(), "denied") << one.text("/input");
        }
    }
}

/// Of 4 MiB.
class FullDisk : public InNamespace {
protected:
    [[nodiscard]] child_result fetch_to_small_disk(const std::string& arguments) const {
        return run_unshared("-rm", "mkdir -p disk\nmount -t tmpfs -o size=4m none disk\n" + trawl() +
                                       " fetch --dir disk/out --results records.jsonl --retries 0 " + arguments +
                                       " || echo \"status $?\"\nls -A disk/out\n");
    }
};

TEST_F(FullDisk, IsSeenBeforeABodyOrInItAndTheRestGoesOn) {
    if (!may_unshare("-rm")) {
        GTEST_SKIP() << "skipped: no mount namespace";
    }
    const std::string big(std::size_t{12} << 20, 'x');
    fault_server server;
    server.on("/told", [&](const received_request&) { return reply::ok(big); });
    server.on("/untold", [&](const received_request&) { return reply::until_close(big); });
    server.on("/small", reply::ok("small"));

    const auto told = fetch_to_small_disk(server.url("/told") + " " + server.url("/small") + " -j 1");

    EXPECT_THAT(told.out, HasSubstr("status 5")) << told.err;
    EXPECT_EQ(records().of_input(server.url("/told")).outcome(), "write_error");
    EXPECT_LT(records().of_input(server.url("/told")).number("/bytes"), static_cast<double>(big.size()));
    EXPECT_EQ(records().of_input(server.url("/small")).outcome(), "ok") << "there is still room for it";

    const auto untold = fetch_to_small_disk(server.url("/small") + " " + server.url("/untold") + " " +
                                            server.url("/missing") + " -j 1");

    EXPECT_THAT(untold.out, HasSubstr("status 5")) << untold.err;
    EXPECT_EQ(records().size(), 3U);
    EXPECT_EQ(records().of_input(server.url("/small")).outcome(), "ok");
    EXPECT_EQ(records().of_input(server.url("/untold")).outcome(), "write_error");
    EXPECT_THAT(records().of_input(server.url("/untold")).text("/error/message"), HasSubstr("o space left"));
    EXPECT_EQ(records().of_input(server.url("/missing")).outcome(), "http_error");
    EXPECT_THAT(untold.out, Not(HasSubstr("untold\n"))) << "no file under the final name";
}

}  // namespace
}  // namespace trawl::test
