#include "output/summary.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "output/job_text.hpp"
#include "output/reason.hpp"

namespace trawl::output {

namespace {

constexpr std::size_t failures_told = 10;

std::string count_text(std::uint64_t count, std::string_view one) {
    return std::to_string(count) + " " + std::string{one} + (count == 1 ? "" : "s");
}

}  // namespace

void summary::add(const fetch::report& done) {
    ++done_;
    bytes_ += done.reply ? done.reply->bytes_decoded : 0;
    if (std::holds_alternative<fetch::fetched>(done.how)) {
        ++fetched_;
        return;
    }
    const reason why = reason_of(done);
    const bool is_status = std::holds_alternative<fetch::http_error>(done.how);
    ++reasons_[is_status ? why.message : std::string{why.kind}];
    http_errors_ += is_status ? 1 : 0;
    network_failures_ += std::holds_alternative<fetch::network_failure>(done.how) ? 1 : 0;
    written_badly_ += std::holds_alternative<fetch::write_failure>(done.how) ? 1 : 0;
    skipped_ += std::holds_alternative<fetch::skipped>(done.how) ? 1 : 0;
    if (!std::holds_alternative<fetch::cancelled>(done.how)) {
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

int summary::exit_code() const noexcept {
    if (written_badly_ > 0) {
        return 5;
    }
    if (network_failures_ > 0) {
        return 3;
    }
    if (http_errors_ > 0) {
        return 4;
    }
    return skipped_ > 0 ? 2 : 0;
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
    text += std::to_string(failed()) + " not fetched: " + reasons_text() + "\n";
    for (const failure& one : failures_) {
        text += one.text;
    }
    if (told() > failures_.size()) {
        text += "  and " + std::to_string(told() - failures_.size()) + " more; --results FILE has them all\n";
    }
    return text;
}

}  // namespace trawl::output
