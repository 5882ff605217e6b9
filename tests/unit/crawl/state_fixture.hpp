#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch/sql.hpp"
#include "crawl/state.hpp"
#include "files/folder.hpp"
#include "numbered_lines.hpp"
#include "support/run_coroutine.hpp"
#include "support/temp_dir.hpp"

namespace trawl::crawl::test {

inline std::string url_of(url_id id) {
    return "http://a.test/" + std::to_string(id);
}

inline new_url found(url_id id, url_id via = 0) {
    new_url made;
    made.id = id;
    made.key = id * 0x9E3779B97F4A7C15U;
    made.host = 1;
    made.depth = via == 0 ? 0 : 1;
    made.kind = via == 0 ? html::link_kind::seed : html::link_kind::anchor;
    made.via = via;
    made.url = url_of(id);
    return made;
}

inline ending good(url_id id) {
    ending how;
    how.id = id;
    how.outcome = "ok";
    how.status = 200;
    how.size = 10 + id;
    how.sha256.emplace().fill(static_cast<unsigned char>(id));
    how.started = system_time(std::chrono::nanoseconds{1'700'000'000'123'456'789} + std::chrono::seconds{id});
    how.took = std::chrono::milliseconds{12};
    return how;
}

inline ending failed(url_id id, bool is_passing) {
    ending how;
    how.id = id;
    how.is_failed = true;
    how.is_passing = is_passing;
    how.outcome = is_passing ? "network_error" : "http_error";
    how.status = is_passing ? 0 : 404;
    how.error = is_passing ? "connect: connection refused" : "";
    return how;
}

inline std::shared_ptr<page> page_of(url_id id) {
    auto made = std::make_shared<page>(http::parse_url(url_of(id)).value());
    made->id = id;
    made->status = 200;
    return made;
}

/// A folder with a crawl's state, and what it says.
class StateTest : public testing::Test {
protected:
    using work = std::function<async::awaitable<void>(state&)>;

    files::folder open_folder() { return files::folder::open_or_create(folder_.path()).value(); }
    std::string database_path() { return folder_ / ".trawl/state.db"; }
    std::string lines_path() { return folder_ / "lines"; }

    /// Opens it, with an output of numbered lines, and does the work.
    void with_state(work does, numbered_lines::hook before = {}) {
        trawl::test::run(working(std::move(does), std::move(before)));
    }

    /// In a process of its own, which is to be killed by itself.
    void with_killed_state(work does, numbered_lines::hook before = {}) {
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                with_state(std::move(does), std::move(before));
            } catch (const std::exception& failed) {
                ADD_FAILURE() << failed.what();
            }
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }

    struct row {
        url_id id = 0;
        standing where = standing::pending;
        std::string url;
        state::known_url all;  // but for its views
    };
    std::vector<row> rows() {
        std::vector<row> known;
        with_state([&](state& kept) -> async::awaitable<void> {
            kept.each_url([&](const state::known_url& each) {
                known.push_back({each.id, each.where, std::string(each.url), each});
            });
            co_return;
        });
        return known;
    }

    std::string error_when_opened() {
        boost::asio::io_context loop;
        try {
            const state kept(loop.get_executor(), open_folder(), lines(), {});
            return "none";
        } catch (const state_error& failed) {
            return failed.what();
        }
    }

    std::vector<std::unique_ptr<page_output>> lines(numbered_lines::hook before = {}) {
        std::vector<std::unique_ptr<page_output>> all;
        all.push_back(std::make_unique<numbered_lines>(lines_path(), std::move(before)));
        return all;
    }

    void run_sql(const std::string& statements) { batch::sql_database(database_path()).run(statements); }
    std::int64_t ask(const std::string& query) { return batch::sql_database(database_path()).number(query); }

    std::vector<std::string> errors_;
    trawl::test::temp_dir folder_;

private:
    async::awaitable<void> working(work does, numbered_lines::hook before) {
        state kept(co_await boost::asio::this_coro::executor, open_folder(), lines(std::move(before)),
                   [this](std::string why) { errors_.push_back(std::move(why)); });
        co_await does(kept);
    }
};

}  // namespace trawl::crawl::test
