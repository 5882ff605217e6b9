#include "fetch/shard.hpp"

#include <cassert>
#include <string>
#include <system_error>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "base/block_signals.hpp"
#include "base/duration_text.hpp"
#include "base/log.hpp"
#include "trawl/async/loop_monitor.hpp"

namespace trawl::fetch {

namespace asio = boost::asio;

namespace {

void tell_slow(const async::slow_handler& slow) {
    base::log(base::log_level::info, std::string(slow.name) + " held a shard's loop for " + base::to_text(slow.held));
}

engine_options with_others(engine_options options, elsewhere& others) {
    options.others = &others;
    return options;
}

}  // namespace

shard::shard(async::executor run_loop, engine_options options, const make_shard_means& make, events told)
    : run_loop_(std::move(run_loop)),
      told_(std::move(told)),
      means_(make(loop_.get_executor())),
      box_(loop_.get_executor(),
           [this](shard_parcel what) {
               asio::post(run_loop_, [this, what = std::move(what)]() mutable { told_.arrived(std::move(what)); });
           }),
      engine_(loop_.get_executor(), means_->fetch(), box_, box_, with_others(std::move(options), *this)),
      guests_(loop_.get_executor()) {
    box_.watch(engine_.progress());
}

shard::~shard() {
    assert(!thread_.joinable());
}

void shard::start() {
    try {
        thread_ = std::thread([this] { live(); });
    } catch (const std::system_error& failed) {
        throw std::system_error(failed.code(), "cannot start a thread to fetch on");
    }
}

void shard::join() {
    thread_.join();
}

void shard::live() noexcept {
    base::block_signals();
    asio::co_spawn(loop_, work(), [this](const std::exception_ptr&) { loop_.stop(); });
    // A handler that throws ends the run, not the loop: the jobs under way must get their reports.
    while (!loop_.stopped()) {
        try {
            async::run_monitored(loop_, async::default_slow_handler_threshold, tell_slow);
        } catch (...) {
            tell_failed(std::current_exception());
        }
    }
    asio::post(run_loop_, [this] { told_.ended(); });
}

void shard::tell_failed(std::exception_ptr why) {
    asio::post(run_loop_, [this, why = std::move(why)] { told_.failed(why); });
}

async::awaitable<void> shard::work() {
    try {
        co_await engine_.run();
    } catch (...) {
        tell_failed(std::current_exception());
    }
    box_.give_back();
    co_await box_.closed();
    co_await guests_.cancel_and_join();
}

async::awaitable<void> shard::start_another(http::url where) {
    const std::uint64_t visit = ++last_visit_;
    async::event may_start;
    const auto forget = [this](const std::uint64_t* which) { visits_.erase(*which); };
    visits_.emplace(visit, &may_start);
    const std::unique_ptr<const std::uint64_t, decltype(forget)> entry(&visit, forget);
    asio::post(run_loop_, [this, visit, where = std::move(where)]() mutable {
        shard& owner = told_.owner_of(where);
        owner.admit(std::move(where), *this, visit);
    });
    co_await may_start.wait();
}

void shard::pause(http::url answered, async::clock::duration wish) {
    asio::post(run_loop_, [this, wish, answered = std::move(answered)]() mutable {
        shard& owner = told_.owner_of(answered);
        asio::post(owner.loop_,
                   [&owner, wish, answered = std::move(answered)] { owner.engine_.pause(answered, wish); });
    });
}

void shard::admit(http::url where, shard& asking, std::uint64_t visit) {
    asio::post(loop_, [this, &asking, visit, where = std::move(where)]() mutable {
        guests_.spawn(guide(std::move(where), asking, visit));
    });
}

// Asks on its own loop. Who asked may have left meanwhile; when all is cancelled, so is he.
async::awaitable<void> shard::guide(http::url where, shard& asking, std::uint64_t visit) {
    co_await engine_.start_another(where);
    asio::post(asking.loop_, [&asking, visit] {
        if (const auto found = asking.visits_.find(visit); found != asking.visits_.end()) {
            found->second->set();
        }
    });
}

void shard::give(std::vector<job> more) {
    asio::post(loop_, [this, more = std::move(more)]() mutable { box_.put(std::move(more)); });
}

void shard::acknowledge(std::size_t reports) {
    asio::post(loop_, [this, reports] { box_.acknowledge(reports); });
}

void shard::stop() {
    asio::post(loop_, [this] {
        engine_.stop();
        box_.give_back();
    });
}

void shard::cancel() {
    asio::post(loop_, [this] {
        engine_.cancel();
        box_.give_back();
    });
}

void shard::expire() {
    asio::post(loop_, [this] {
        engine_.expire();
        box_.give_back();
    });
}

void shard::close() {
    asio::post(loop_, [this] { box_.close(); });
}

fetch_traffic shard::traffic_lately() {
    if (!is_asked_.exchange(true)) {
        asio::post(loop_, [this] {
            bytes_.store(means_->traffic().bytes, std::memory_order_relaxed);
            is_asked_.store(false);
        });
    }
    fetch_traffic known;
    known.bytes = bytes_.load(std::memory_order_relaxed);
    return known;
}

}  // namespace trawl::fetch
