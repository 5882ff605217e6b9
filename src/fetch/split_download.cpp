#include "fetch/split_download.hpp"

#include <algorithm>
#include <exception>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "fetch/job_request.hpp"
#include "fetch/reply_notes.hpp"
#include "fetch/split_plan.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::fetch {

namespace asio = boost::asio;

split_download::split_download(const async::executor& here, const fetch_means& with, report& told, traffic& lane,
                               files::download& file, const files::part_state& about, trust why)
    : with_(with), told_(told), lane_(lane), file_(file), about_(about), why_(why), leader_(here), followers_(here) {
    std::ranges::copy_if(about.segments, std::back_inserter(waiting_),
                         [](const files::segment& each) { return each.at < each.end; });
    connections_ = static_cast<unsigned>(std::clamp<std::size_t>(waiting_.size(), 1, with.settings.split));
}

async::awaitable<split_download::result> split_download::run(http::response first, bool is_whole) {
    leader_.spawn(lead(std::move(first), is_whole));
    for (unsigned i = 1; i < connections_; ++i) {
        followers_.spawn(follow());
    }
    co_await async::with_cleanup(join(), end());
    if (wants_pause_ && !waiting_.empty() && !has_failed_) {
        result_.is_refused = true;
    }
    if (result_.is_refused) {
        told_.reply->status = refusal_;
    }
    co_return result_;
}

async::awaitable<void> split_download::join() {
    co_await leader_.join();
    co_await followers_.join();
}

async::awaitable<void> split_download::end() {
    leader_.cancel();
    co_await followers_.cancel_and_join();
    co_await leader_.join();
}

// One that ends all, itself included, must not have run from its start to there at one go: co_spawn's own last wait
// would throw then (Boost 1.81), to where nobody catches it.
async::awaitable<void> split_download::lead(http::response first, bool is_whole) {
    co_await asio::post(asio::use_awaitable);
    const auto what = take();
    ++busy_;
    {
        http::response reply(std::move(first));
        body_reader reader(with_, told_, lane_, reply, &file_, connections_);
        reader.set_place(what->at, what->end);
        lead_ = is_whole ? &reader : nullptr;
        body_end how;
        std::uint64_t until = 0;
        do {  // its end may be moved while its last block is handed over
            until = reader.end();
            how = co_await read_all(reader);
        } while (how.is_good() && reader.at() == until && reader.end() > until);
        lead_ = nullptr;
        settle(how, reader);
    }
    --busy_;
    co_await follow_on();
}

async::awaitable<void> split_download::follow() {
    co_await asio::post(asio::use_awaitable);
    co_await follow_on();
}

async::awaitable<void> split_download::follow_on() {
    while (!has_failed_) {
        const auto next = take();
        if (!next) {
            break;
        }
        ++busy_;
        const bool goes_on = co_await fetch(*next);
        --busy_;
        if (!goes_on) {
            break;
        }
    }
}

async::awaitable<bool> split_download::fetch(const files::segment& what) {
    co_await lane_.start_another(told_.what.place(told_.place));
    const auto asked = range_of(what, about_, why_);
    auto request = range_request(with_.settings, told_.what, told_.place, asked);
    request.before_next = [this](const http::url& next) { return lane_.start_another(next); };
    auto reply = co_await with_.session.send(std::move(request));
    if (!reply) {
        if (!give_way(what)) {
            result_.body.failure = reply.error();
            stop();
        }
        co_return false;
    }
    result_.host_pause = std::max(result_.host_pause, asked_pause(reply->status(), reply->fields()));
    switch (judge(asked, about_, why_, reply->status(), reply->fields(), reply->where(), with_.settings.decodes)) {
        case range_reply::go_on:
            co_return co_await take_body(*reply, what);
        case range_reply::other:
            co_return refused(*reply, what);
        default:
            do_without_ranges();
            co_return false;
    }
}

async::awaitable<bool> split_download::take_body(http::response& reply, const files::segment& what) {
    body_reader reader(with_, told_, lane_, reply, &file_, connections_);
    reader.set_place(what.at, what.end);
    const auto how = co_await read_all(reader);
    co_return settle(how, reader);
}

// What was read when the others, or the user, ended it is kept as well.
async::awaitable<body_end> split_download::read_all(body_reader& reader) {
    body_end how;
    std::exception_ptr cancelled;
    try {
        how = co_await reader.read();
    } catch (...) {
        cancelled = std::current_exception();
    }
    // The end may have come together with its last bytes: no wait has thrown then.
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool is_over = cancelled || state.cancelled() != asio::cancellation_type::none;
    if (is_over) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    }
    boost::system::error_code problem;
    if (reader.has_rest()) {
        problem = co_await reader.hand_over();
    }
    if (cancelled) {
        std::rethrow_exception(cancelled);
    }
    if (is_over) {
        async::throw_cancelled();
    }
    how.write_failure = how.write_failure ? how.write_failure : problem;
    co_return how;
}

bool split_download::settle(const body_end& how, const body_reader& reader) {
    if (how.is_good() && reader.at() == reader.end()) {
        return true;
    }
    if (!has_failed_) {
        result_.body = how;
        if (how.is_good()) {
            result_.body.failure = http::error(http::errc::truncated, http::phase::body, {}, "a range ended early");
        }
    }
    stop();
    return false;
}

// A server that cannot take so many at once is asked by fewer; the last one's failure stands.
bool split_download::give_way(const files::segment& what) {
    if (busy_ > 1) {
        waiting_.push_front(what);
    }
    return busy_ > 1;
}

bool split_download::refused(http::response& reply, const files::segment& what) {
    refusal_ = reply.status();
    const bool is_too_much = refusal_ == 429 || refusal_ == 503;
    wants_pause_ = wants_pause_ || (is_too_much && asked_pause(refusal_, reply.fields()));
    if (!is_too_much || !give_way(what)) {
        result_.is_refused = true;
        stop();
    }
    return false;
}

void split_download::do_without_ranges() {
    if (lead_ != nullptr && about_.total) {
        waiting_.clear();
        lead_->set_end(*about_.total);
        lead_ = nullptr;
        followers_.cancel();
    } else {
        result_.must_start_again = true;
        stop();
    }
}

void split_download::stop() {
    has_failed_ = true;
    leader_.cancel();
    followers_.cancel();
}

std::optional<files::segment> split_download::take() {
    if (waiting_.empty() || wants_pause_) {
        return std::nullopt;
    }
    const files::segment next = waiting_.front();
    waiting_.pop_front();
    return next;
}

}  // namespace trawl::fetch
