#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulation/run_story.hpp"
#include "simulation/world.hpp"

namespace trawl::simulation {

/// What one run has told, against what the network saw of it: whatever kind of run it was.
class run_check {
public:
    /// All of them must outlive it.
    run_check(const world& truth, const fetch::engine_options& engine, const run_story& run,
              std::vector<std::string>& problems);

    /// Everything has ended, and was given back; the limits were held.
    void check_end();

    /// A job that failed has used up its tries, or none could help.
    ///
    /// `asked`  The URLs that it may have asked for.
    void check_failure(const told_job& what, const std::vector<std::string>& asked, bool may_be_given_up);

    /// No host has failed more often than it really did.
    void check_tries();

    void expect(bool holds, const std::string& what) {
        if (!holds) {
            problems_.push_back(what);
        }
    }

    [[nodiscard]] bool was_asked(const std::string& url) const { return urls_.contains(url); }

    /// Whether robots.txt of a host, or connections to it, failed.
    [[nodiscard]] bool has_failed(const std::string& host) const;

private:
    struct seen {
        std::size_t faults = 0;
        std::optional<std::chrono::seconds> longest_wish;
    };

    [[nodiscard]] std::size_t faults_of(const std::string& host) const;
    [[nodiscard]] bool has_failed_at_host(const told_job& what) const;

    const world& truth_;
    const fetch::engine_options& engine_;
    const run_story& run_;
    std::vector<std::string>& problems_;
    std::map<std::string, seen> urls_;
    std::map<std::string, seen> hosts_;  // robots.txt, and connections that were not made
};

[[nodiscard]] std::string host_of(const std::string& url);

}  // namespace trawl::simulation
