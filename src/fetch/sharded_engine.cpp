#include <algorithm>
#include <cassert>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "fetch/engine_texts.hpp"
#include "fetch/sharded_engine_link.hpp"
#include "trawl/async/cleanup.hpp"

namespace trawl::fetch {

namespace asio = boost::asio;

namespace {

// `index` of `count`: its part of the requests in flight.
engine_options part_of(engine_options options, std::size_t index, std::size_t count) {
    options.concurrency = options.concurrency / count + (index < options.concurrency % count ? 1 : 0);
    options.watches_deadline = false;
    return options;
}

}  // namespace

sharded_engine::sharded_engine(async::executor loop, std::size_t count, const make_shard_means& make, frontier& source,
                               recorder& told, engine_options options)
    : loop_(std::move(loop)),
      source_(source),
      told_(told),
      options_(std::move(options)),
      loads_(count),
      watchers_(loop_),
      intake_(loop_) {
    assert(count > 0 && count <= options_.concurrency && !options_.requests && !options_.bytes_per_second);
    for (std::size_t i = 0; i < count; ++i) {
        auto made = std::make_unique<link>();
        made->index = i;
        made->at = std::make_unique<shard>(loop_, part_of(options_, i, count), make, events_of(i));
        links_.push_back(std::move(made));
    }
}

sharded_engine::~sharded_engine() = default;

shard::events sharded_engine::events_of(std::size_t index) {
    shard::events told;
    told.owner_of = [this](const http::url& where) -> shard& { return *links_[hosts_.owner_of(where, loads_)]->at; };
    told.arrived = [this, index](shard_parcel what) { take(*links_[index], std::move(what)); };
    told.failed = [this](std::exception_ptr why) { fail(std::move(why)); };
    told.ended = [this, index] {
        links_[index]->is_ended = true;
        are_ended_.set();
    };
    return told;
}

async::awaitable<void> sharded_engine::run() {
    co_await async::with_cleanup(see_through(), end());
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

async::awaitable<void> sharded_engine::see_through() {
    is_running_ = true;
    for (const auto& each : links_) {
        each->at->start();
    }
    watchers_.spawn(acknowledge());
    if (options_.deadline) {
        watchers_.spawn(watch_deadline(async::clock::now() + *options_.deadline));
    }
    if (!stopping_) {
        intake_.spawn(take_in());
    } else {
        is_intake_over_ = true;
        look_whether_over();
    }
    co_await is_over_.wait();
}

// Whatever was not seen through, because `run` was cancelled or could not begin, ends here.
async::awaitable<void> sharded_engine::end() {
    cancel();
    co_await intake_.join();
    is_intake_over_ = true;
    look_whether_over();
    co_await is_over_.wait();
    for (const auto& each : links_) {
        each->at->close();
        each->is_ended = each->is_ended || !each->at->is_started();
    }
    while (!std::ranges::all_of(links_, [](const auto& each) { return each->is_ended; })) {
        are_ended_.clear();
        co_await are_ended_.wait();
    }
    for (const auto& each : links_) {
        if (each->at->is_started()) {
            each->at->join();
        }
    }
    is_running_ = false;
    co_await watchers_.cancel_and_join();
}

void sharded_engine::stop() {
    if (std::exchange(stopping_, true)) {
        return;
    }
    intake_.cancel();
    for (const auto& each : links_) {
        each->at->stop();
        for (auto& batch : std::exchange(each->aside, {})) {
            aside_ -= batch.size();
            count_settled(*each, batch.size());
            for (job& what : batch) {
                give_up(std::move(what));
            }
        }
    }
}

void sharded_engine::cancel() {
    stop();
    for (const auto& each : links_) {
        each->at->cancel();
    }
}

async::awaitable<void> sharded_engine::watch_deadline(async::clock::time_point when) {
    const auto here = co_await asio::this_coro::executor;
    async::timer waiting(here, when);
    co_await waiting.async_wait(asio::use_awaitable);
    tell_deadline(*options_.deadline);
    counts_.is_deadline_over = true;
    for (const auto& each : links_) {
        each->at->expire();
    }
    stop();
}

void sharded_engine::fail(std::exception_ptr why) {
    failure_ = failure_ ? failure_ : std::move(why);
    cancel();
}

void sharded_engine::look_whether_over() {
    if (is_intake_over_ && std::ranges::all_of(loads_, [](std::size_t jobs) { return jobs == 0; })) {
        is_over_.set();
    }
}

engine::counts sharded_engine::progress() const noexcept {
    engine::counts now = counts_;
    for (const auto& each : links_) {
        now.in_flight += each->at->in_flight();
    }
    return now;
}

fetch_traffic sharded_engine::traffic() const {
    fetch_traffic all;
    for (const auto& each : links_) {
        const fetch_traffic one = is_running_ ? each->at->traffic_lately() : each->at->traffic();
        all.bytes += one.bytes;
        all.requests_sent += one.requests_sent;
        all.connections_made += one.connections_made;
    }
    return all;
}

std::vector<host_pause> sharded_engine::host_pauses() const {
    std::vector<host_pause> all;
    for (const auto& each : links_) {
        const auto& some = each->at->host_pauses();
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace trawl::fetch
