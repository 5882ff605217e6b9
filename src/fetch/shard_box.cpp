#include "fetch/shard_box.hpp"

#include <iterator>
#include <utility>

#include <boost/asio/post.hpp>

namespace trawl::fetch {

namespace {

constexpr std::size_t reports_in_parcel = 16;
/// Room is told of in time for the next batch of jobs.
constexpr std::size_t most_untold = 128;
/// As many jobs may end before the run's loop has dealt with their reports.
constexpr std::size_t most_unacknowledged = 256;

}  // namespace

shard_box::shard_box(async::executor loop, std::function<void(shard_parcel)> send)
    : loop_(std::move(loop)), send_(std::move(send)) {
}

void shard_box::put(std::vector<job> more) {
    if (more.empty()) {
        return;
    }
    jobs_.push_back(std::move(more));
    if (gives_back_) {
        give_back();
    } else {
        has_jobs_.set();
    }
}

void shard_box::acknowledge(std::size_t reports) {
    unacknowledged_ -= reports;
    acknowledged_.set();
}

void shard_box::give_back() {
    gives_back_ = true;
    acknowledged_.set();
    while (auto left = try_next()) {
        parcel_.returned.push_back(*std::move(left));
    }
    send_soon();
}

void shard_box::close() {
    closed_.set();
    has_jobs_.set();
}

std::optional<job> shard_box::try_next() {
    if (jobs_.empty()) {
        return std::nullopt;
    }
    auto& first = jobs_.front();
    std::optional<job> given = std::move(first[next_]);
    if (++next_ == first.size()) {
        jobs_.pop_front();
        next_ = 0;
    }
    if (++parcel_.taken >= most_untold || jobs_.empty()) {
        send_soon();
    }
    return given;
}

async::awaitable<std::optional<job>> shard_box::next() {
    while (true) {
        if (auto given = try_next()) {
            co_return given;
        }
        if (closed_.is_set()) {
            co_return std::nullopt;
        }
        has_jobs_.clear();
        co_await has_jobs_.wait();
    }
}

void shard_box::settled(report& done) {
    tell_in_flight();
    ++unacknowledged_;
    if (parcel_.ended.empty()) {
        parcel_.ended.reserve(reports_in_parcel);  // they are large
    }
    parcel_.ended.push_back(std::move(done));
    if (parcel_.ended.size() == reports_in_parcel) {
        send();
    } else {
        send_soon();
    }
}

async::awaitable<void> shard_box::ready() {
    tell_in_flight();
    while (!gives_back_ && unacknowledged_ >= most_unacknowledged) {
        acknowledged_.clear();
        co_await acknowledged_.wait();
    }
}

void shard_box::tell_in_flight() noexcept {
    if (counts_ != nullptr) {
        in_flight_.store(counts_->in_flight, std::memory_order_relaxed);
    }
}

// Behind what this turn of the loop has in store: its reports go together.
void shard_box::send_soon() {
    if (!std::exchange(sends_soon_, true)) {
        boost::asio::post(loop_, [this] {
            sends_soon_ = false;
            send();
        });
    }
}

void shard_box::send() {
    if (parcel_.taken > 0 || !parcel_.ended.empty() || !parcel_.returned.empty()) {
        send_(std::exchange(parcel_, {}));
    }
}

}  // namespace trawl::fetch
