#include "check/check_frontier.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "check/check_details.hpp"
#include "check/line_expectations.hpp"
#include "check/unasked.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::check {

namespace {

// Of the loop: a job that may start has begun by then.
constexpr int rounds_to_start = 4;
constexpr std::chrono::milliseconds look_again_after{20};

const check_result& result_of(const fetch::report& done) noexcept {
    return static_cast<const check_result&>(*done.product);
}

bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

http::result<http::url> target_of(const entry& check, const std::string& filled) {
    if (std::ranges::any_of(filled, is_control)) {
        // A URL would be read without them: not the one that was meant. What was filled in is not shown.
        return http::error(http::errc::bad_url, http::phase::queue, {},
                           "a value in it has a line break or another control character");
    }
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
    of_list_ = settings_.of_urls;
    if (of_list_ && !settings_.list_name.empty()) {
        auto of_list = std::make_shared<entry>(*settings_.of_urls);
        of_list->where.file = settings_.list_name;
        of_list_ = std::move(of_list);
    }
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
    place->begin_before = end_of(from);
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
    place->of = from.line > 0 ? of_list_ : settings_.of_urls;
    if (auto own = entry_of_line(place->of, *place)) {
        place->of = *std::move(own);
    } else {
        from.target = http::error(http::errc::bad_url, http::phase::queue, {}, own.error());
        from.is_bad_line = true;
    }
    place->name = names_.name_of(from, place->method, settings_.list_name);
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
    place->begin_before = end_of(from);
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
    if (!done.product || (result_of(done).stands == standing::not_run && !result_of(done).is_dropped)) {
        done.product = result_without_attempt(done);
    } else if (std::holds_alternative<fetch::cancelled>(done.how) && !result_of(done).is_dropped) {
        leave_undecided(static_cast<check_result&>(*done.product));
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

}  // namespace trawl::check
