#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "fetch/engine_texts.hpp"
#include "fetch/sharded_engine_link.hpp"
#include "trawl/async/cancellation.hpp"

// The way of a job: from the frontier to a shard, and back as a report.
namespace trawl::fetch {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_in_batch = 64;
/// Jobs on their way to a shard or in its box.
constexpr std::size_t most_unread = 512;
/// For shards that are full, all together.
constexpr std::size_t most_aside = 4096;
/// Jobs that are handed out without a look at what else there is to do.
constexpr std::size_t most_at_once = 256;
constexpr std::size_t reports_to_acknowledge = 64;

}  // namespace

async::awaitable<void> sharded_engine::take_in() {
    try {
        co_await take_all();
        counts_.is_all_taken = true;
    } catch (...) {
        if (!async::is_cancelled(std::current_exception())) {
            failure_ = failure_ ? failure_ : std::current_exception();
        }
    }
    is_intake_over_ = true;
    look_whether_over();
    // A recorder that fails cancels it from within: Asio would lose a task that has never been suspended.
    co_await asio::this_coro::throw_if_cancelled(false);
}

async::awaitable<void> sharded_engine::take_all() {
    for (std::size_t at_once = 0;; ++at_once) {
        while (aside_ >= most_aside) {
            has_place_.clear();
            co_await has_place_.wait();
        }
        std::optional<job> given;
        if (!stopping_) {
            given = source_.try_next();
        }
        if (!given) {  // when stopped, this throws
            given = co_await source_.next();
            if (!given) {
                co_return;
            }
        }
        ++counts_.taken;
        const auto& known = given->known;
        const bool is_done = known && known->is_enough;
        if (given->target && !is_done) {
            hand_out(*std::move(given));
            if (at_once < most_at_once) {
                continue;
            }
        } else if (given->target) {
            already_complete how{links_.front()->at->path_of(*given), known->sha256};
            settle_here(*std::move(given), std::move(how));
            co_await told_.ready();
        } else {
            skipped how{given->target.error()};
            settle_here(*std::move(given), std::move(how));
            co_await told_.ready();
        }
        co_await asio::post(asio::use_awaitable);  // input that needs no waiting must not hold the loop
        at_once = 0;
    }
}

// A recorder that has more to write than it wants holds the shards up: their next jobs wait for it.
async::awaitable<void> sharded_engine::acknowledge() {
    try {
        while (true) {
            co_await has_reports_.wait();
            has_reports_.clear();
            co_await told_.ready();
            for (const auto& each : links_) {
                if (each->unacknowledged > 0) {
                    each->at->acknowledge(std::exchange(each->unacknowledged, 0));
                }
            }
        }
    } catch (...) {
        if (async::is_cancelled(std::current_exception())) {
            throw;
        }
        fail(std::current_exception());
    }
}

void sharded_engine::hand_out(job what) {
    link& to = *links_[hosts_.owner_of(*what.target, loads_)];
    for (std::size_t mirror = 1; mirror < what.place_count(); ++mirror) {
        hosts_.add_neighbour(what.place(mirror), to.index);
    }
    if (to.aside.empty() || to.aside.back().size() == most_in_batch) {
        to.aside.emplace_back().reserve(most_in_batch);
    }
    to.aside.back().push_back(std::move(what));
    ++aside_;
    ++loads_[to.index];
    if (to.aside.back().size() == most_in_batch) {
        send(to);
    } else {
        send_soon();
    }
}

void sharded_engine::send(link& to) {
    while (!to.aside.empty() && to.unread < most_unread) {
        std::vector<job> batch = std::move(to.aside.front());
        to.aside.pop_front();
        aside_ -= batch.size();
        to.unread += batch.size();
        to.at->give(std::move(batch));
    }
    if (aside_ < most_aside) {
        has_place_.set();
    }
}

void sharded_engine::send_soon() {
    if (!std::exchange(sends_soon_, true)) {
        asio::post(loop_, [this] {
            sends_soon_ = false;
            for (const auto& each : links_) {
                send(*each);
            }
        });
    }
}

void sharded_engine::take(link& from, shard_parcel what) {
    from.unread -= what.taken;
    for (report& done : what.ended) {
        settle(done);
    }
    for (job& left : what.returned) {
        give_up(std::move(left));
    }
    from.unacknowledged += what.ended.size();
    if (from.unacknowledged >= reports_to_acknowledge) {
        has_reports_.set();
    }
    send(from);
    count_settled(from, what.ended.size() + what.returned.size());
}

void sharded_engine::give_up(job what) {
    if (counts_.is_deadline_over) {
        settle_here(std::move(what),
                    network_failure{http::error(http::errc::timed_out, http::phase::queue, {}, deadline_came_first)});
    } else {
        settle_here(std::move(what), cancelled{});
    }
}

void sharded_engine::settle_here(job what, outcome how) {
    report done(std::move(what));
    done.started = std::chrono::system_clock::now();
    done.how = std::move(how);
    settle(done);
}

void sharded_engine::settle(report& done) {
    ++counts_.finished;
    try {
        source_.settled(done);
        told_.finished(done);
    } catch (...) {
        fail(std::current_exception());
    }
}

void sharded_engine::count_settled(link& of, std::size_t jobs) {
    loads_[of.index] -= jobs;
    look_whether_over();
}

}  // namespace trawl::fetch
