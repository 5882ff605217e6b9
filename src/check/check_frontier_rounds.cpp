#include <utility>

#include "check/check_frontier.hpp"
#include "check/unasked.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t most_ahead = 4;

}  // namespace

bool check_frontier::is_repeated() const noexcept {
    return settings_.repeat.value_or(1) > 1 || settings_.repeat_for;
}

bool check_frontier::has_room() const {
    return !is_repeated() || (under_way_ < settings_.most_under_way && !is_far_ahead());
}

bool check_frontier::is_far_ahead() const {
    return is_repeated() && settings_.in_flight && under_way_ >= settings_.in_flight() + most_ahead;
}

bool check_frontier::is_time_over() const {
    return settings_.repeat_for && async::clock::now() - *began_ >= *settings_.repeat_for;
}

std::optional<async::clock::time_point> check_frontier::end_of(const round& which) const {
    const bool is_wanted_whole = which.number == 1 || !settings_.repeat_for;
    return is_wanted_whole ? std::nullopt : std::optional(*began_ + *settings_.repeat_for);
}

// Who waits for the list cannot give out what other checks let go at the same time.
bool check_frontier::may_read_list() const {
    return !is_list_read_ && rounds_.at(1).checks.waiting() == 0;
}

// Of rounds in which nothing can be asked one is enough.
bool check_frontier::may_begin_round() const {
    return is_repeated() && is_list_read_ && has_asked_ && !is_time_over() &&
           (!settings_.repeat || begun_ < *settings_.repeat);
}

void check_frontier::begin_round() {
    has_asked_ = false;
    round& in = rounds_.try_emplace(begun_ + 1, begun_ + 1, needs_).first->second;
    ++begun_;
    std::vector<std::size_t> skipped;
    for (std::size_t index = 0; index < needs_.entries.size(); ++index) {
        if (needs_.entries[index]->skip) {
            in.checks.leave_out(index);
            skipped.push_back(index);
        }
    }
    for (const std::size_t index : skipped) {
        if (in.number == 1) {
            untold_.push_back(report_of_skipped(unasked_job(index), *needs_.entries[index]->skip));
        }
        leave_out_those_behind(in, index, standing::skipped);
    }
    end_if_over(in.number);
}

void check_frontier::drop_late_rounds() {
    if (begun_ < 2 || !is_time_over()) {
        return;
    }
    for (auto each = rounds_.upper_bound(1); each != rounds_.end();) {
        round& late = each++->second;
        late.checks.drop();
        late.next_url = url_jobs_.size();
        end_if_over(late.number);
    }
}

void check_frontier::end_if_over(std::uint64_t number) {
    const round& in = rounds_.at(number);
    const bool has_urls = number == 1 ? !is_list_read_ : in.next_url < url_jobs_.size();
    if (in.checks.waiting() == 0 && in.under_way == 0 && !has_urls) {
        rounds_.erase(number);
    }
}

void check_frontier::leave_out_those_behind(round& in, std::size_t index, standing how) {
    const bool is_told = in.number == 1 || !(how == standing::not_run || needs_.entries[index]->skip);
    for (auto& each : in.checks.fail(index, how)) {
        if (!is_told) {
            continue;
        }
        fetch::job what = unasked_job(each.index);
        untold_.push_back(how == standing::not_run
                              ? report_of_not_run(std::move(what))
                              : report_of_skipped(std::move(what), std::move(each.why), how != standing::skipped));
    }
}

void check_frontier::finish() {
    if (begun_ == 0) {
        begin_round();
    }
    if (const auto first = rounds_.find(1); first != rounds_.end()) {
        for (const std::size_t index : first->second.checks.drop()) {
            untold_.push_back(report_of_not_run(unasked_job(index)));
        }
    }
    tell();
}

}  // namespace trawl::check
