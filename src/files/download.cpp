#include "files/download.hpp"

#include <cassert>
#include <exception>
#include <utility>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "files/transfer.hpp"
#include "files/write_queue.hpp"

namespace trawl::files {

namespace asio = boost::asio;

namespace {

using boost::system::error_code;

constexpr std::size_t max_outstanding = 4;

operation make(operation::kind what, const std::shared_ptr<transfer>& of, buffer piece = {}) {
    return {.of = of, .what = what, .piece = std::move(piece), .offset = part_file::append, .error = {}};
}

}  // namespace

download::download(writer& disk, const folder& where, std::string name)
    : queue_(disk.queue_), transfer_(std::make_shared<transfer>(folder_target{where, std::move(name)})) {
    transfer_->lane = queue_->next_lane();
}

download::download(writer& disk, direct_target target)
    : queue_(disk.queue_), transfer_(std::make_shared<transfer>(std::move(target))) {
    transfer_->lane = queue_->next_lane();
}

download::download(download&&) noexcept = default;

download& download::operator=(download&& other) noexcept {
    std::swap(queue_, other.queue_);
    std::swap(transfer_, other.transfer_);
    return *this;
}

download::~download() {
    if (transfer_) {
        abandon(true);
    }
}

void download::expect_part() {
    assert(!transfer_->is_begun);
    transfer_->part.expect_part();
}

void download::expect_size(std::uint64_t size) {
    assert(!transfer_->is_begun);
    transfer_->part.expect_size(size);
}

void download::will_check(digest_algorithm which) {
    assert(!transfer_->is_begun);
    transfer_->part.will_check(which);
}

async::awaitable<std::optional<part_state>> download::find_part() {
    assert(!transfer_->is_begun && !transfer_->is_ended);
    transfer_->is_on_disk = true;
    queue_->submit(make(operation::kind::find, transfer_));
    co_await transfer_->wait(queue_->loop(), 0);
    co_return std::move(transfer_->found_part);
}

void download::go_on() {
    assert(!transfer_->is_begun);
    transfer_->part.go_on();
    transfer_->is_read_at_the_end = true;
}

void download::identify(part_state about) {
    assert(!transfer_->is_begun);
    transfer_->is_read_at_the_end = transfer_->is_read_at_the_end || about.segments.size() > 1;
    transfer_->part.identify(std::move(about));
}

void download::split(std::vector<segment> into) {
    assert(!transfer_->is_begun);
    transfer_->is_read_at_the_end = transfer_->is_read_at_the_end || into.size() > 1;
    transfer_->part.split(std::move(into));
}

async::awaitable<error_code> download::write(buffer piece) {
    return write_at(part_file::append, std::move(piece));
}

async::awaitable<error_code> download::write_at(std::uint64_t offset, buffer piece) {
    assert(!transfer_->is_ended);
    if (transfer_->error) {
        co_return transfer_->error;
    }
    transfer_->is_begun = transfer_->is_on_disk = true;
    auto next = make(operation::kind::write, transfer_, std::move(piece));
    next.offset = offset;
    queue_->submit(std::move(next));
    co_await transfer_->wait(queue_->loop(), queue_->is_crowded() ? 0 : max_outstanding);
    co_return transfer_->error;
}

async::awaitable<boost::system::result<stored>> download::commit() {
    return commit({}, {});
}

async::awaitable<boost::system::result<stored>> download::commit(expectations must, std::string final_name) {
    assert(!transfer_->is_ended);
    if (transfer_->is_read_at_the_end) {
        co_await move_to_slow_lane();
    }
    transfer_->must = std::move(must);
    transfer_->final_name = std::move(final_name);
    while (true) {
        transfer_->is_ended = transfer_->is_on_disk = true;
        if (!transfer_->error) {
            queue_->submit(make(operation::kind::commit, transfer_));
            co_await transfer_->wait(queue_->loop(), 0);
        }
        if (!transfer_->error) {
            co_return *transfer_->result;
        }
        if (transfer_->error != files_errc::name_taken) {
            co_return transfer_->error;
        }
        // It is still to be committed, or to be removed.
        transfer_->is_ended = false;
        const auto taken = std::exchange(transfer_->error, {});
        if (transfer_->part.has_compared()) {
            co_return taken;
        }
        transfer_->part.compare_any_size();
        co_await move_to_slow_lane();
    }
}

error_code download::problem() const noexcept {
    return transfer_->error;
}

const std::string& download::part_at_fault() const noexcept {
    return transfer_->part.part_at_fault();
}

async::awaitable<boost::system::result<stored>> download::commit_or_park(expectations must, std::string final_name) {
    std::exception_ptr left;
    try {
        co_return co_await commit(std::move(must), std::move(final_name));
    } catch (...) {
        left = std::current_exception();
    }
    if (!transfer_->is_ended) {
        std::rethrow_exception(left);
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (transfer_->is_read_at_the_end) {
        transfer_->part.abandon(true);
    }
    co_await transfer_->wait_stubbornly(0);
    if (transfer_->result) {
        co_return *transfer_->result;
    }
    if (transfer_->error == files_errc::name_taken) {
        transfer_->error = {};
        transfer_->is_ended = false;
        auto again = commit(transfer_->must, transfer_->final_name);
        const auto done = co_await std::move(again);
        if (done || done.error() != boost::system::errc::operation_canceled) {
            co_return done;
        }
    }
    if (transfer_->error == boost::system::errc::operation_canceled) {
        std::rethrow_exception(left);
    }
    co_return transfer_->error;
}

const findings& download::found() const noexcept {
    return transfer_->part.found();
}

async::awaitable<error_code> download::park() {
    assert(!transfer_->is_ended || transfer_->error);
    co_await move_to_slow_lane();
    transfer_->is_ended = true;
    if (!transfer_->error && transfer_->is_on_disk) {
        queue_->submit(make(operation::kind::park, transfer_));
        co_await transfer_->wait(queue_->loop(), 0);
    }
    co_return transfer_->error;
}

async::awaitable<void> download::discard() {
    abandon(false);
    co_await transfer_->wait_stubbornly(0);
}

// Operations of a file are done in order only if they are on one thread.
async::awaitable<void> download::move_to_slow_lane() {
    co_await transfer_->wait(queue_->loop(), 0);
    transfer_->lane = queue_->slow_lane();
}

void download::abandon(bool keeps) {
    const bool is_unfinished = transfer_->is_on_disk && !transfer_->is_ended && !transfer_->error;
    transfer_->part.abandon(keeps);
    transfer_->is_ended = true;
    if (is_unfinished) {
        queue_->submit(make(keeps ? operation::kind::park : operation::kind::discard, transfer_));
    }
}

}  // namespace trawl::files
