#include "fetch/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace trawl::fetch {

struct scheduler::host final : traffic {
    std::string name;
    std::deque<std::unique_ptr<task>> waiting;
    std::size_t active = 0;
    bool is_ready = false;

    async::awaitable<void> pass(std::uint64_t /*bytes*/) override { co_return; }
    [[nodiscard]] bool limits_bytes() const noexcept override { return false; }
    async::awaitable<void> start_another() override { co_return; }
};

scheduler::slot::~slot() {
    if (owner_ != nullptr) {
        owner_->release(*host_);
    }
}

traffic& scheduler::slot::lane() const noexcept {
    return *host_;
}

scheduler::scheduler(boost::asio::any_io_executor executor, scheduler_options limits)
    : limits_(std::move(limits)), timer_(executor) {
    assert(limits_.hosts.otherwise.concurrency > 0 && limits_.window > 0);
}

scheduler::~scheduler() = default;

async::awaitable<void> scheduler::room() {
    while (unsettled_ >= limits_.window) {
        has_room_.clear();
        co_await has_room_.wait();
    }
}

void scheduler::add(std::unique_ptr<task> what) {
    assert(!closed_);
    ++unsettled_;
    enqueue(std::move(what));
}

void scheduler::add_again(std::unique_ptr<task> what, async::clock::duration pause) {
    if (hurried_ || pause <= async::clock::duration::zero()) {
        enqueue(std::move(what));
        return;
    }
    later_.push_back({async::clock::now() + pause, std::move(what)});
    std::push_heap(later_.begin(), later_.end());
    wait_for_later();
}

void scheduler::settle() noexcept {
    assert(unsettled_ > 0);
    --unsettled_;
    has_room_.set();
    if (closed_ && unsettled_ == 0) {
        changed_.set();
    }
}

void scheduler::close() noexcept {
    closed_ = true;
    changed_.set();
}

void scheduler::hurry() {
    hurried_ = true;
    limits_.hosts.otherwise.concurrency = std::numeric_limits<std::size_t>::max();
    for (auto& entry : later_) {
        enqueue(std::move(entry.what));
    }
    later_.clear();
    timer_.cancel();
    for (auto& [name, which] : hosts_) {
        make_ready(*which);
    }
}

async::awaitable<std::optional<scheduler::start>> scheduler::next() {
    while (true) {
        if (auto found = take()) {
            co_return found;
        }
        if (closed_ && unsettled_ == 0) {
            co_return std::nullopt;
        }
        changed_.clear();
        co_await changed_.wait();
    }
}

std::optional<scheduler::start> scheduler::take() {
    if (ready_.empty()) {
        return std::nullopt;
    }
    host& which = *ready_.front();
    ready_.pop_front();
    which.is_ready = false;
    auto what = std::move(which.waiting.front());
    which.waiting.pop_front();
    ++which.active;
    make_ready(which);
    return start{std::move(what), slot(*this, which)};
}

void scheduler::enqueue(std::unique_ptr<task> what) {
    auto& entry = hosts_[std::string(what->told.what.target->host_field())];
    if (!entry) {
        entry = std::make_unique<host>();
        entry->name = what->told.what.target->host_field();
    }
    entry->waiting.push_back(std::move(what));
    make_ready(*entry);
}

void scheduler::make_ready(host& which) {
    if (!which.is_ready && !which.waiting.empty() && which.active < limits_.hosts.otherwise.concurrency) {
        which.is_ready = true;
        ready_.push_back(&which);
        changed_.set();
    }
}

void scheduler::release(host& which) noexcept {
    --which.active;
    make_ready(which);
    if (which.active == 0 && which.waiting.empty()) {
        hosts_.erase(which.name);
    }
}

void scheduler::wait_for_later() {
    timer_.expires_at(later_.front().when);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& failed) {
        if (!failed && !alive.expired()) {
            take_due();
        }
    });
}

void scheduler::take_due() {
    const auto now = async::clock::now();
    while (!later_.empty() && later_.front().when <= now) {
        std::pop_heap(later_.begin(), later_.end());
        enqueue(std::move(later_.back().what));
        later_.pop_back();
    }
    if (!later_.empty()) {
        wait_for_later();
    }
}

}  // namespace trawl::fetch
