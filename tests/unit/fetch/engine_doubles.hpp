#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/frontier.hpp"
#include "fetch/recorder.hpp"
#include "trawl/async/event.hpp"

namespace trawl::fetch {

/// Gives its jobs, then fails or ends.
class fixed_frontier final : public frontier {
public:
    async::awaitable<std::optional<job>> next() override {
        if (given_ == jobs.size()) {
            if (fails_at_end) {
                throw source_error("the list broke");
            }
            if (stays_open) {
                co_await never_.wait();
            }
            co_return std::nullopt;
        }
        co_return jobs[given_++];
    }
    void settled(report& done) override { ended.push_back(done.what.number); }

    void add(const std::string& url) {
        job made(http::parse_url(url));
        made.input = url;
        made.number = jobs.size() + 1;
        made.name = "file" + std::to_string(made.number);
        jobs.push_back(std::move(made));
    }

    std::vector<job> jobs;
    bool fails_at_end = false;
    bool stays_open = false;
    std::vector<std::uint64_t> ended;

private:
    std::size_t given_ = 0;
    async::event never_;
};

class kept_reports final : public recorder {
public:
    void finished(const report& done) override {
        reports.emplace(done.what.number, done);
        if (on_finished) {
            on_finished();
        }
    }
    async::awaitable<void> ready() override { co_return; }

    [[nodiscard]] std::string outcome_of(std::uint64_t number) const {
        const auto found = reports.find(number);
        return found == reports.end() ? "no report" : std::string(name(found->second.how));
    }
    [[nodiscard]] std::size_t count(std::string_view outcome) const {
        return static_cast<std::size_t>(std::count_if(
            reports.begin(), reports.end(), [&](const auto& entry) { return name(entry.second.how) == outcome; }));
    }

    std::map<std::uint64_t, report> reports;
    std::function<void()> on_finished;
};

}  // namespace trawl::fetch
