#include "check/check_frontier.hpp"

#include <cassert>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "check/check_details.hpp"
#include "check/unasked.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t most_ahead = 4;
// Of the loop: a job that may start has begun by then.
constexpr int rounds_to_start = 4;
constexpr std::chrono::milliseconds look_again_after{20};

const check_result& result_of(const fetch::report& done) noexcept {
    return static_cast<const check_result&>(*done.product);
}

http::result<http::url> target_of(const entry& check, const std::string& filled) {
    if (check.base_url.empty()) {
        return http::parse_url(filled);
    }
    auto base = http::parse_url(check.base_url);
    return base ? http::resolve_url(filled, *base) : base;
}

}  // namespace

/// The details of every job that we give.
struct check_frontier::job_place final : check_details {
    std::uint64_t round = 0;
};

check_frontier::check_frontier(frontier_settings settings)
    : settings_(std::move(settings)),
      needs_(std::exchange(settings_.entries, {})),
      is_list_read_(settings_.urls == nullptr) {
    assert(settings_.on_skipped && settings_.most_under_way > 0 && (is_list_read_ || settings_.of_urls));
    for (const auto& each : needs_.entries) {
        names_.reserve(each->name);
    }
}

async::awaitable<std::optional<fetch::job>> check_frontier::next() {
    if (!began_) {
        began_ = async::clock::now();
        begin_round();
    }
    while (true) {
        tell();
        co_await let_start();
        drop_late_rounds();
        if (has_room()) {
            if (auto ready = take_ready()) {
                co_return ready;
            }
            if (may_read_list()) {
                auto from = co_await settings_.urls->next();
                if (from) {
                    co_return take_url(std::move(*from));
                }
                is_list_read_ = true;
                end_if_over(1);
                continue;
            }
            if (may_begin_round()) {
                begin_round();
                continue;
            }
        }
        if (under_way_ == 0) {
            co_return std::nullopt;
        }
        co_await wait();
    }
}

// Those that were just given out are asked at once, if nothing keeps them.
async::awaitable<void> check_frontier::let_start() {
    for (int i = 0; i < rounds_to_start && is_far_ahead(); ++i) {
        co_await boost::asio::post(boost::asio::use_awaitable);
    }
}

// Nobody tells when one begins to be asked.
async::awaitable<void> check_frontier::wait() {
    changed_.clear();
    if (!is_far_ahead()) {
        co_await changed_.wait();
        co_return;
    }
    try {
        co_await async::with_timeout(changed_.wait(), look_again_after);
    } catch (const boost::system::system_error& ended) {
        if (ended.code() != async::async_errc::timed_out) {
            throw;
        }
    }
}

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

std::optional<fetch::job> check_frontier::take_ready() {
    for (auto& [number, each] : rounds_) {
        if (const auto index = each.checks.take()) {
            return take_check(each, *index);
        }
        if (number > 1 && each.next_url < url_jobs_.size()) {
            return take_url_again(each);
        }
    }
    return std::nullopt;
}

fetch::job check_frontier::take_check(round& from, std::size_t index) {
    const auto& of = needs_.entries[index];
    inheritance given = from.checks.inherit(index);
    auto place = std::make_shared<job_place>();
    place->of = of;
    place->name = of->name;
    place->method = of->method;
    place->captured = std::move(given.captured);
    place->cookies = std::move(given.cookies);
    place->round = from.number;
    std::string filled = of->url.filled(place->captured);
    fetch::job made(target_of(*of, filled));
    made.number = index + 1;
    made.line = of->where.line;
    made.input = std::move(filled);
    made.details = std::move(place);
    return give(std::move(made), from);
}

fetch::job check_frontier::take_url(fetch::job from) {
    auto place = std::make_shared<job_place>();
    if (from.details) {
        static_cast<fetch::job_details&>(*place) = *from.details;
        place->mirrors.clear();  // the check is of what was named first
    }
    if (place->method.empty()) {
        place->method = settings_.of_urls->method;
    }
    from.number += needs_.entries.size();
    place->of = settings_.of_urls;
    place->name = names_.name_of(from, place->method);
    place->round = 1;
    from.details = std::move(place);
    if (is_repeated() && from.target) {
        url_jobs_.push_back(from);
    }
    return give(std::move(from), rounds_.at(1));
}

fetch::job check_frontier::take_url_again(round& from) {
    fetch::job made = url_jobs_[from.next_url++];
    auto place = std::make_shared<job_place>(static_cast<const job_place&>(*made.details));
    place->round = from.number;
    made.details = std::move(place);
    return give(std::move(made), from);
}

fetch::job check_frontier::give(fetch::job what, round& in) {
    ++in.under_way;
    ++under_way_;
    has_asked_ = has_asked_ || what.target;
    return what;
}

void check_frontier::settled(fetch::report& done) {
    if (!done.product || result_of(done).stands == standing::not_run) {
        done.product = result_without_attempt(done);
    }
    round& in = rounds_.at(static_cast<const job_place&>(*done.what.details).round);
    --under_way_;
    --in.under_way;
    if (done.what.number <= needs_.entries.size()) {
        settle_check(in, done);
    }
    end_if_over(in.number);
    changed_.set();
}

void check_frontier::settle_check(round& in, const fetch::report& done) {
    const std::size_t index = done.what.number - 1;
    const check_result& how = result_of(done);
    if (how.stands != standing::passed && how.stands != standing::flaky) {
        leave_out_those_behind(in, index, how.stands);
        return;
    }
    inheritance given;
    given.captured = details_of(done.what).captured;
    for (const auto& [name, value] : how.captured) {
        given.captured.insert_or_assign(name, value);
    }
    given.cookies = how.cookies;
    in.checks.pass(index, std::move(given));
}

void check_frontier::leave_out_those_behind(round& in, std::size_t index, standing how) {
    const bool is_told = in.number == 1 || !(how == standing::not_run || needs_.entries[index]->skip);
    for (auto& each : in.checks.fail(index, how)) {
        if (!is_told) {
            continue;
        }
        fetch::job what = unasked_job(each.index);
        untold_.push_back(how == standing::not_run ? report_of_not_run(std::move(what))
                                                   : report_of_skipped(std::move(what), std::move(each.why)));
    }
}

// Its URL may have places that nobody can fill in any more.
fetch::job check_frontier::unasked_job(std::size_t index) const {
    const auto& of = needs_.entries[index];
    auto place = std::make_shared<job_place>();
    place->of = of;
    place->name = of->name;
    place->method = of->method;
    fetch::job made(of->url.is_plain() ? target_of(*of, of->url.filled())
                                       : http::error(http::errc::bad_url, http::phase::queue, {}, "not filled in"));
    made.number = index + 1;
    made.line = of->where.line;
    made.input = of->url.source();
    made.details = std::move(place);
    return made;
}

void check_frontier::tell() {
    while (!untold_.empty()) {
        fetch::report next = std::move(untold_.front());
        untold_.pop_front();
        settings_.on_skipped(next);
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
