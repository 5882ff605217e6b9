#include "report/check_recorder.hpp"

#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "base/printable.hpp"

namespace trawl::report {

namespace {

using check::standing;

double milliseconds(async::clock::duration took) {
    return std::chrono::duration<double, std::milli>(took).count();
}

std::string log_text(const check::check_result& how, const redactor& secrets) {
    std::string text = how.name + ": " + std::string(check::name(how.stands));
    if (!how.message.empty()) {
        text += ": " + how.message;
    }
    return base::printable(secrets(text));
}

}  // namespace

check_recorder::check_recorder(result_store& kept, output::record_writer* results, const known_secrets& secrets,
                               std::vector<output::record_consumer*> consumers, password_finder password_of)
    : kept_(kept),
      results_(results),
      secrets_(secrets),
      password_of_(std::move(password_of)),
      consumers_(std::move(consumers)) {
}

void check_recorder::totals::add(const check::check_result& how) {
    ++blamed[static_cast<std::size_t>(how.blamed)];
    figures.add(how);
}

void check_recorder::finished(const fetch::report& done) {
    const auto& how = static_cast<const check::check_result&>(*done.product);
    if (how.is_dropped) {
        return;
    }
    ++ended_[static_cast<std::size_t>(how.stands)];
    all_.add(how);
    if (const auto own = apart_.find(how.of->where.file); own != apart_.end()) {
        own->second.add(how);
    }
    tell(done, how);
}

bool check_recorder::wants_line(const fetch::report& done, const check::check_result& how) const {
    return results_ != nullptr || !consumers_.empty() || kept_.wants(done.what.number, how.stands);
}

void check_recorder::tell(const fetch::report& done, const check::check_result& how) {
    const std::string password = password_of_ && done.what.target ? password_of_(*done.what.target) : std::string();
    std::string logged;
    line_.clear();
    const auto write = [&](const redactor& secrets) {
        if (base::is_logged(base::log_level::info)) {
            logged = log_text(how, secrets);
        }
        if (wants_line(done, how)) {
            append_check_line(line_, done, secrets);
        }
    };
    secrets_.use([&](const redactor& known) { password.empty() ? write(known) : write(known.with(password)); });
    base::log(base::log_level::info, logged);
    kept_.add(done.what.number, how.stands, line_);
    if (results_ != nullptr) {
        results_->add(line_);
    }
    for (auto* consumer : consumers_) {
        consumer->take(done, line_);
    }
}

async::awaitable<void> check_recorder::ready() {
    co_await kept_.room();
    if (results_ != nullptr) {
        co_await results_->room();
    }
    for (auto* consumer : consumers_) {
        co_await consumer->room();
    }
}

run_record check_recorder::record() const {
    const auto count = [this](standing how) { return kept_.counts()[static_cast<std::size_t>(how)]; };
    run_record made;
    const check::run_statistics& figures = all_.figures;
    made.passed = count(standing::passed);
    made.flaky = count(standing::flaky);
    made.failed = count(standing::failed);
    made.errors = count(standing::error);
    made.skipped = count(standing::skipped);
    made.not_run = count(standing::not_run);
    made.checks = made.passed + made.flaky + made.failed + made.errors + made.skipped + made.not_run;
    made.skipped_runs = figures.behind_failures();
    made.runs = figures.runs() - made.skipped_runs;
    made.failed_runs = figures.failed() - made.skipped_runs;
    if (figures.replies() > 0) {
        using expect::timed_phase;
        made.p50 = milliseconds(figures.percentile(timed_phase::total, 50));
        made.p95 = milliseconds(figures.percentile(timed_phase::total, 95));
        made.p99 = milliseconds(figures.percentile(timed_phase::total, 99));
        made.slowest = milliseconds(figures.slowest());
    }
    return made;
}

}  // namespace trawl::report
