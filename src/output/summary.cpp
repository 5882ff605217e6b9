#include "output/summary.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "base/printable.hpp"
#include "http/retry.hpp"
#include "output/job_text.hpp"
#include "output/reason.hpp"

namespace trawl::output {

namespace {

constexpr std::size_t failures_told = 10;
constexpr std::size_t pauses_told = 5;

// What the list says that is no URL, as opposed to a host that was given up.
bool is_bad_input(const http::error& why) noexcept {
    return why.code == http::errc::bad_url || why.code == http::errc::unsupported_scheme ||
           why.code == http::errc::too_large;
}

// The reply's head said that the body is none that is wanted: no failure.
bool is_unwanted(const fetch::report& done) noexcept {
    const auto* skip = std::get_if<fetch::skipped>(&done.how);
    return skip != nullptr && skip->why.where == http::phase::head;
}

bool may_pass(const fetch::report& done) {
    static const http::retry_classes usual;
    if (const auto* failure = std::get_if<fetch::network_failure>(&done.how)) {
        return usual.covers(failure->why.code);
    }
    if (const auto* skip = std::get_if<fetch::skipped>(&done.how)) {
        return !is_bad_input(skip->why);
    }
    return std::holds_alternative<fetch::http_error>(done.how) && done.reply && usual.covers(done.reply->status);
}

struct count {
    failure_counts& into;

    void operator()(const fetch::write_failure&) const { ++into.output; }
    void operator()(const fetch::network_failure&) const { ++into.network; }
    void operator()(const fetch::checksum_mismatch&) const { ++into.network; }
    void operator()(const fetch::http_error&) const { ++into.status; }
    void operator()(const fetch::skipped& skip) const { ++(is_bad_input(skip.why) ? into.input : into.network); }
    template <class Other>
    void operator()(const Other&) const {}
};

std::string count_text(std::uint64_t count, std::string_view one) {
    return std::to_string(count) + " " + std::string{one} + (count == 1 ? "" : "s");
}

}  // namespace

void summary::add(const fetch::report& done) {
    ++done_;
    bytes_ += done.reply ? done.reply->bytes_decoded : 0;
    if (fetch::is_success(done.how)) {
        fetched_ += std::holds_alternative<fetch::fetched>(done.how) ? 1 : 0;
        not_modified_ += std::holds_alternative<fetch::not_modified>(done.how) ? 1 : 0;
        complete_ += std::holds_alternative<fetch::already_complete>(done.how) ? 1 : 0;
        return;
    }
    const reason why = reason_of(done);
    const bool is_status = std::holds_alternative<fetch::http_error>(done.how);
    ++reasons_[is_status ? why.message : std::string{why.kind}];
    const bool is_denied = std::holds_alternative<fetch::robots_denied>(done.how) || is_unwanted(done);
    if (!is_denied) {
        std::visit(count{counts_}, done.how);
        passing_ += may_pass(done) ? 1 : 0;
    }
    parts_ += done.has_part ? 1 : 0;
    denied_ += is_denied ? 1 : 0;
    if (!std::holds_alternative<fetch::cancelled>(done.how) && !is_denied) {
        keep(done);
    }
}

void summary::keep(const fetch::report& done) {
    const auto place = std::ranges::upper_bound(failures_, done.what.number, {}, &failure::number);
    if (std::distance(failures_.begin(), place) == static_cast<std::ptrdiff_t>(failures_told)) {
        return;
    }
    failures_.insert(place, failure{done.what.number, "  " + outcome_text(done) + "\n"});
    if (failures_.size() > failures_told) {
        failures_.pop_back();
    }
}

std::string summary::reasons_text() const {
    std::vector<std::pair<std::string, std::uint64_t>> ordered{reasons_.begin(), reasons_.end()};
    std::ranges::stable_sort(ordered, std::ranges::greater{}, &std::pair<std::string, std::uint64_t>::second);
    std::string text;
    for (const auto& [why, count] : ordered) {
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + why;
    }
    return text;
}

std::string summary::text(const run_cost& cost) const {
    const double seconds = std::chrono::duration<double>(cost.elapsed).count();
    std::string text = std::to_string(fetched_) + " of " + std::to_string(done_) + " fetched, " +
                       (not_modified_ > 0 ? std::to_string(not_modified_) + " not modified, " : "") +
                       (complete_ > 0 ? std::to_string(complete_) + " already complete, " : "") +
                       base::to_text(base::byte_size{bytes_}) + " in " + base::to_text(cost.elapsed);
    if (seconds > 0) {
        text += " (" +
                base::to_text(base::byte_size{static_cast<std::uint64_t>(static_cast<double>(bytes_) / seconds)}) +
                "/s)";
    }
    text += ", " + count_text(cost.requests, "request") + " over " + count_text(cost.connections, "connection") + "\n";
    if (failed() == 0) {
        return text;
    }
    return text + std::to_string(failed()) + " not fetched: " + reasons_text() + "\n" + failures_text();
}

std::string summary::failures_text() const {
    std::string text;
    for (const failure& one : failures_) {
        text += one.text;
    }
    if (counts_.all() > failures_.size()) {
        text += "  and " + std::to_string(counts_.all() - failures_.size()) + " more; --results FILE has them all\n";
    }
    return text;
}

std::string pauses_text(const std::vector<fetch::host_pause>& pauses) {
    const auto now = async::clock::now();
    auto ordered = pauses;
    std::ranges::stable_sort(ordered, std::ranges::greater{}, &fetch::host_pause::total);
    std::string text;
    for (std::size_t i = 0; i < std::min(ordered.size(), pauses_told); ++i) {
        const auto& one = ordered[i];
        const auto waited = one.total - std::max(one.until - now, async::clock::duration::zero());
        text += base::printable(one.host) + " asked us to wait " +
                (one.times == 1 ? "once" : count_text(one.times, "time")) + ", " + base::to_text(waited) + " in all\n";
    }
    if (ordered.size() > pauses_told) {
        text += "  and " + count_text(ordered.size() - pauses_told, "more host") + " did\n";
    }
    return text;
}

}  // namespace trawl::output
