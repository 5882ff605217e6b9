#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/nginx.hpp"
#include "support/sha256.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Lines that compress well.
std::string lines(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) {
        text += "line " + std::to_string(i) + "\n";
    }
    return text;
}

class FetchFromNginx : public FetchCommand {
protected:
    FetchFromNginx() : text_(lines(200'000)) {
        nginx_options how;
        how.root = place("root");
        how.certificate = ca_.issue();
        how.http_lines = "gzip on; gzip_types *; gzip_min_length 100;";
        how.server_lines = R"(
            location = /moved { return 301 /1.txt; }
            location = /found { return 302 $scheme://$http_host/2.txt; }
            location = /to-https { return 308 https://$server_addr:$arg_port/1.txt; }
            location = /gone { return 410; }
            location = /loop { return 302 /loop; }
            location = /limited { limit_rate 100k; alias root/1.txt; }
        )";
        for (int i = 1; i <= 20; ++i) {
            write_file(how.root / (std::to_string(i) + ".txt"), text_ + std::to_string(i));
        }
        write_file(how.root / "folder/index.html", "<p>index");
        server_ = std::make_unique<nginx>(std::move(how));
    }

    [[nodiscard]] const nginx& server() const { return *server_; }
    [[nodiscard]] std::string ca_file() const { return ca_.ca_file(); }
    [[nodiscard]] std::string text_of(int number) const { return text_ + std::to_string(number); }

    [[nodiscard]] std::vector<std::string> twenty_urls() const {
        std::vector<std::string> urls;
        for (int i = 1; i <= 20; ++i) {
            urls.push_back(server().url("/" + std::to_string(i) + ".txt"));
        }
        return urls;
    }

private:
    test_ca ca_;
    std::string text_;
    std::unique_ptr<nginx> server_;
};

TEST_F(FetchFromNginx, DecodesGzipAndKeepsTheConnection) {
    auto arguments = twenty_urls();
    arguments.insert(arguments.end(), {"--compressed", "--per-host", "1"});

    EXPECT_TRUE(ended_with(fetch(arguments), 0));

    for (int i = 1; i <= 20; ++i) {
        EXPECT_EQ(sha256(content(std::to_string(i) + ".txt")), sha256(text_of(i)));
    }
    const auto told = records();
    for (const auto& one : told) {
        EXPECT_LT(one.number("/bytes") * 2, one.number("/bytes_decoded"));
    }
    EXPECT_EQ(connection_count(server().wait_for_log(20)), 1U);
}

TEST_F(FetchFromNginx, GetsWhatItIsWithoutCompressed) {
    EXPECT_TRUE(ended_with(fetch({server().url("/1.txt")}), 0));

    EXPECT_EQ(content("1.txt"), text_of(1));
    EXPECT_EQ(records().only().number("/bytes"), static_cast<double>(text_of(1).size()));
}

TEST_F(FetchFromNginx, AsksForHeadsOverOneConnection) {
    auto arguments = twenty_urls();
    arguments.insert(arguments.end(), {"-X", "HEAD", "--per-host", "1"});

    EXPECT_TRUE(ended_with(fetch(arguments), 0));

    EXPECT_THAT(names(), IsEmpty());
    const auto log = server().wait_for_log(20);
    EXPECT_EQ(connection_count(log), 1U);
    EXPECT_EQ(log.at(0).method, "HEAD");
    for (const auto& one : records()) {
        EXPECT_EQ(one.number("/bytes"), 0);
    }
}

TEST_F(FetchFromNginx, FollowsRedirects) {
    EXPECT_TRUE(ended_with(fetch({server().url("/moved"), server().url("/found"), server().url("/folder")}), 0));

    EXPECT_EQ(content("moved"), text_of(1));
    EXPECT_EQ(content("found"), text_of(2));
    EXPECT_EQ(content("folder"), "<p>index");
    EXPECT_EQ(records().of_input(server().url("/moved")).text("/redirects/0/status"), "301");
}

TEST_F(FetchFromNginx, FollowsARedirectToHttps) {
    const auto url = server().url("/to-https?port=" + std::to_string(server().tls_port()));

    EXPECT_TRUE(ended_with(fetch({url, "--cacert", ca_file()}), 0));

    EXPECT_EQ(records().only().text("/final_url"), server().tls_url("/1.txt"));
    EXPECT_EQ(content("to-https"), text_of(1));
}

TEST_F(FetchFromNginx, TellsItsErrors) {
    EXPECT_TRUE(ended_with(fetch({server().url("/gone"), server().url("/missing")}), 4));

    EXPECT_EQ(records().of_input(server().url("/gone")).text("/status"), "410");
    EXPECT_EQ(records().of_input(server().url("/missing")).text("/status"), "404");
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(FetchFromNginx, EndsACircleOfRedirects) {
    EXPECT_TRUE(ended_with(fetch({server().url("/loop")}), 3));

    EXPECT_EQ(records().only().error_kind(), "redirect_loop");
}

TEST_F(FetchFromNginx, SendsALongBodyThoughItIsNotWanted) {
    EXPECT_TRUE(ended_with(fetch({server().url("/1.txt"), "--data", std::string(100'000, 'x')}), 4));

    EXPECT_EQ(records().only().text("/status"), "405");
}

TEST_F(FetchFromNginx, StreamsABigFile) {
    const auto block = lines(std::size_t{1} << 20);
    std::string big;
    for (int i = 0; i < 32; ++i) {
        big += std::to_string(i) + block;
    }
    write_file(place("root/big"), big);
    const auto digest = sha256(big);
    big = {};

    for (const auto& url : {server().url("/big"), server().tls_url("/big")}) {
        EXPECT_TRUE(ended_with(fetch({url, "--cacert", ca_file()}), 0));
        EXPECT_EQ(sha256_of_file(out() / "big"), digest);
        EXPECT_EQ(records().only().text("/sha256"), digest);
        EXPECT_THAT(names(), ElementsAre("big"));
        std::filesystem::remove(out() / "big");
    }
}

}  // namespace
}  // namespace trawl::test
