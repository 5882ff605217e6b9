#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "check/run_statistics.hpp"
#include "fetch/recorder.hpp"
#include "output/record_consumer.hpp"
#include "output/record_writer.hpp"
#include "report/check_record.hpp"
#include "report/known_secrets.hpp"
#include "report/result_store.hpp"
#include "trawl/http/url.hpp"

namespace trawl::report {

/// What the engine, and the frontier for checks that are not asked, tells of checks: each is counted, and its line goes to
/// the store and to who else wants it. Requires reports with a `check_result`.
///
/// Lifetime    What it is given must outlive it.
class check_recorder final : public fetch::recorder {
public:
    /// Whom a check may have logged in with: a password that its reply may repeat; empty: none.
    using password_finder = std::function<std::string(const http::url& asked)>;

    /// `results` and `password_of` may be null.
    check_recorder(result_store& kept, output::record_writer* results, const known_secrets& secrets,
                   std::vector<output::record_consumer*> consumers = {}, password_finder password_of = nullptr);

    /// Counts the checks of this suite file by themselves, too. Before the first of them ends.
    void count_apart(const std::string& file) { apart_.try_emplace(file); }

    void finished(const fetch::report& done) override;
    [[nodiscard]] async::awaitable<void> ready() override;

    [[nodiscard]] const check::run_statistics& figures() const noexcept { return all_.figures; }
    /// Requires a suite that is counted apart.
    [[nodiscard]] const check::run_statistics& figures_of(const std::string& file) const {
        return apart_.at(file).figures;
    }
    /// Runs that did not pass, by whose fault that is.
    [[nodiscard]] std::uint64_t blamed(check::blame whom) const noexcept {
        return all_.blamed[static_cast<std::size_t>(whom)];
    }
    [[nodiscard]] std::uint64_t blamed(check::blame whom, const std::string& file) const {
        return apart_.at(file).blamed[static_cast<std::size_t>(whom)];
    }
    /// Runs that have ended in this way.
    [[nodiscard]] std::uint64_t ended(check::standing how) const noexcept {
        return ended_[static_cast<std::size_t>(how)];
    }

    /// What is known here of the whole run: counts and times. Name, start, duration, thresholds, requests, connections and
    /// whether it was interrupted are the caller's to add.
    [[nodiscard]] run_record record() const;

private:
    struct totals {
        check::run_statistics figures;
        std::array<std::uint64_t, 4> blamed{};

        void add(const check::check_result& how);
    };

    [[nodiscard]] bool wants_line(const fetch::report& done, const check::check_result& how) const;
    void tell(const fetch::report& done, const check::check_result& how);

    result_store& kept_;
    output::record_writer* results_;
    const known_secrets& secrets_;
    password_finder password_of_;
    std::vector<output::record_consumer*> consumers_;
    totals all_;
    std::map<std::string, totals> apart_;  // by suite
    std::array<std::uint64_t, 6> ended_{};
    std::string line_;  // of the run told last
};

}  // namespace trawl::report
