#include "files/write_queue.hpp"

#include <cassert>
#include <iterator>
#include <utility>

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include "base/block_signals.hpp"

namespace trawl::files {
namespace {

namespace asio = boost::asio;

constexpr std::size_t max_bytes_in_flight = std::size_t{64} << 20;

// A completion may wait for its batch, but not for more than about a millisecond's work.
constexpr std::size_t max_undelivered = 32;
constexpr std::size_t max_undelivered_bytes = std::size_t{256} << 10;

void perform(operation& next, write_cache& cache) {
    auto& part = next.of->part;
    switch (next.what) {
        case operation::kind::find:
            next.of->found_part = part.find(cache);
            next.error = part.error();
            break;
        case operation::kind::write:
            next.error = part.write(next.offset, {next.piece.data(), next.piece.size()}, cache);
            break;
        case operation::kind::commit:
            if (const auto done = part.commit(next.of->must, next.of->final_name, cache)) {
                next.of->result = *done;
            } else {
                next.error = done.error();
            }
            break;
        case operation::kind::park:
            next.error = part.park(cache);
            break;
        case operation::kind::discard:
            part.discard(cache);
            break;
    }
}

void append(std::vector<operation>& from, std::vector<operation>& to) {
    if (to.empty()) {
        to.swap(from);
        return;
    }
    to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
    from.clear();
}

}  // namespace

write_queue::write_queue(async::executor loop, unsigned threads) : loop_(std::move(loop)), writing_lanes_(threads) {
    assert(threads > 0);
    while (lanes_.size() < writing_lanes_) {
        add_lane();
    }
}

write_queue::~write_queue() {
    assert(is_closed_);
}

std::size_t write_queue::next_lane() noexcept {
    return last_lane_ = (last_lane_ + 1) % writing_lanes_;
}

std::size_t write_queue::slow_lane() {
    if (lanes_.size() == writing_lanes_ && !is_closed_) {
        add_lane();
    }
    return writing_lanes_;
}

void write_queue::add_lane() {
    auto& added = *lanes_.emplace_back(std::make_unique<lane>());
    added.thread = std::thread([this, &added] { run(added); });
}

bool write_queue::is_crowded() const noexcept {
    return bytes_in_flight_ > max_bytes_in_flight;
}

void write_queue::submit(operation next) {
    ++next.of->outstanding;
    bytes_in_flight_ += next.piece.capacity();
    if (is_closed_) {
        write_cache cache;
        perform(next, cache);
        complete(next);
        return;
    }
    auto& pending = lanes_[next.of->lane]->pending;
    pending.push_back(std::move(next));
    if (!is_hand_over_posted_) {
        is_hand_over_posted_ = true;
        asio::post(loop_, [self = shared_from_this()] { self->hand_over(); });
    }
}

void write_queue::hand_over() {
    is_hand_over_posted_ = false;
    for (const auto& each : lanes_) {
        if (!each->pending.empty()) {
            {
                const std::lock_guard lock(each->mutex);
                append(each->pending, each->incoming);
                if (!each->home) {
                    each->home = asio::prefer(loop_, asio::execution::outstanding_work.tracked);
                }
            }
            each->has_mail.notify_one();
        }
    }
}

void write_queue::run(lane& mine) {
    base::block_signals();
    write_cache cache;
    std::vector<operation> batch;
    std::vector<operation> finished;
    async::executor home;
    while (true) {
        {
            std::unique_lock lock(mine.mutex);
            mine.has_mail.wait(lock, [&mine] { return !mine.incoming.empty() || mine.is_closing; });
            batch.swap(mine.incoming);
            home = std::exchange(mine.home, async::executor());
        }
        if (batch.empty()) {
            return;
        }
        std::size_t bytes = 0;
        for (auto& next : batch) {
            perform(next, cache);
            bytes += next.piece.size();
            finished.push_back(std::move(next));
            if (finished.size() >= max_undelivered || bytes >= max_undelivered_bytes) {
                deliver(finished);
                bytes = 0;
            }
        }
        deliver(finished);
        home = async::executor();
        batch.clear();
        cache.folders.clear();
    }
}

void write_queue::deliver(std::vector<operation>& finished) {
    if (finished.empty()) {
        return;
    }
    bool is_first = false;
    {
        const std::lock_guard lock(finished_mutex_);
        is_first = finished_.empty();
        append(finished, finished_);
    }
    if (is_first) {
        asio::post(loop_, [self = shared_from_this()] { self->collect(); });
    }
}

void write_queue::collect() {
    {
        const std::lock_guard lock(finished_mutex_);
        collected_.swap(finished_);
    }
    for (auto& each : collected_) {
        complete(each);
    }
    collected_.clear();
}

void write_queue::complete(operation& done) {
    bytes_in_flight_ -= done.piece.capacity();
    done.piece = {};
    auto& owner = *done.of;
    --owner.outstanding;
    if (done.error && !owner.error) {
        owner.error = done.error;
    }
    while (auto waiter = owner.take_waiter()) {
        asio::post(loop_, [resume = std::move(waiter)]() mutable { std::move(resume)(boost::system::error_code()); });
    }
}

void write_queue::close() {
    hand_over();
    for (const auto& each : lanes_) {
        {
            const std::lock_guard lock(each->mutex);
            each->is_closing = true;
        }
        each->has_mail.notify_one();
        each->thread.join();
    }
    collect();
    is_closed_ = true;
}

}  // namespace trawl::files
