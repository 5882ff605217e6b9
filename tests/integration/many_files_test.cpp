#include <algorithm>
#include <map>

#include <gmock/gmock.h>

#include "cli/trawl_command.hpp"
#include "support/nginx.hpp"
#include "support/sha256.hpp"
#include "support/test_ca.hpp"

namespace trawl::test {
namespace {

constexpr std::size_t file_count = 10'000;
constexpr std::size_t concurrency = 64;

/// No two are the same; some are empty but for their number, some take many reads.
std::string content_of(std::size_t number) {
    std::string text = std::to_string(number) + "\n";
    const std::size_t size = number % 100 == 0 ? 300'000 : number * 7919 % 9'000;
    std::uint64_t state = number;
    while (text.size() < size) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        text += static_cast<char>(state >> 56);
    }
    return text;
}

class ManyFiles : public FetchCommand {
protected:
    ManyFiles() {
        nginx_options how;
        how.root = place("root");
        how.certificate = ca_.issue();
        for (std::size_t i = 0; i < file_count; ++i) {
            const auto text = content_of(i);
            const auto path = "/" + std::to_string(i % 100) + "/file-" + std::to_string(i) + ".bin";
            write_file(how.root / path.substr(1), text);
            digests_[path] = sha256(text);
        }
        server_ = std::make_unique<nginx>(std::move(how));
    }

    /// Fetches all of them from the server of that address, and looks at what came.
    void expect_all_from(const std::string& address, const std::vector<std::string>& options) {
        std::string list;
        for (const auto& [path, digest] : digests_) {
            list += address + path + "\n";
        }
        auto arguments = options;
        arguments.insert(arguments.end(), {"-i", file("list", list), "-j", std::to_string(concurrency), "--per-host",
                                           std::to_string(concurrency), "--retries", "0"});
        auto how = fetch_options(arguments);
        how.limit = std::chrono::minutes{10};

        EXPECT_TRUE(ended_with(run(TRAWL_BINARY, std::move(how)), 0));

        expect_right_records(address);
        EXPECT_EQ(names().size(), file_count);
        const auto log = server_->wait_for_log(file_count);
        EXPECT_EQ(log.size(), file_count);
        EXPECT_LE(connection_count(log), concurrency + 8);
    }

private:
    void expect_right_records(const std::string& address) {
        const auto told = records();
        ASSERT_EQ(told.size(), file_count);
        EXPECT_EQ(told.count("ok"), file_count);
        std::size_t wrong = 0;
        std::size_t reused = 0;
        for (const auto& one : told) {
            const auto& digest = digests_.at(one.text("/url").substr(address.size()));
            const bool is_right = one.text("/sha256") == digest && sha256_of_file(one.text("/path")) == digest;
            wrong += is_right ? 0 : 1;
            reused += one.text("/reused") == "true" ? 1 : 0;
        }
        EXPECT_EQ(wrong, 0U);
        EXPECT_GE(reused, file_count - concurrency - 8);
    }

    test_ca ca_;
    std::map<std::string, std::string> digests_;
    std::unique_ptr<nginx> server_;

protected:
    [[nodiscard]] const nginx& server() const { return *server_; }
    [[nodiscard]] std::string ca_file() const { return ca_.ca_file(); }
};

TEST_F(ManyFiles, ComeWholeOverHttp) {
    expect_all_from(server().url(""), {});
}

TEST_F(ManyFiles, ComeWholeOverHttps) {
    expect_all_from(server().tls_url(""), {"--cacert", ca_file()});
}

}  // namespace
}  // namespace trawl::test
