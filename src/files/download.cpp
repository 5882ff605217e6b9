#include "files/download.hpp"

#include <cassert>
#include <utility>

#include "files/transfer.hpp"
#include "files/write_queue.hpp"

namespace trawl::files {
namespace {

using boost::system::error_code;

constexpr std::size_t max_outstanding = 4;

operation make(operation::kind what, const std::shared_ptr<transfer>& of, buffer piece = {}) {
    return {.of = of, .what = what, .piece = std::move(piece), .error = {}};
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
        abandon();
    }
}

void download::expect_size(std::uint64_t size) {
    assert(!transfer_->is_begun);
    transfer_->part.expect_size(size);
}

async::awaitable<error_code> download::write(buffer piece) {
    assert(!transfer_->is_ended);
    if (transfer_->error) {
        co_return transfer_->error;
    }
    transfer_->is_begun = true;
    queue_->submit(make(operation::kind::write, transfer_, std::move(piece)));
    co_await transfer_->wait(queue_->loop(), queue_->is_crowded() ? 0 : max_outstanding);
    co_return transfer_->error;
}

async::awaitable<std::optional<part_state>> download::find_part() {
    co_return std::nullopt;
}

void download::go_on() {
}

void download::identify(part_state about) {
    (void)about;
}

void download::split(std::vector<segment> into) {
    (void)into;
}

void download::will_check(digest_algorithm which) {
    (void)which;
}

async::awaitable<error_code> download::write_at(std::uint64_t offset, buffer piece) {
    (void)offset;
    co_return co_await write(std::move(piece));
}

async::awaitable<error_code> download::park() {
    co_await discard();
    co_return error_code();
}

const findings& download::found() const noexcept {
    static const findings none;
    return none;
}

async::awaitable<boost::system::result<stored>> download::commit(expectations must, std::string final_name) {
    (void)must;
    (void)final_name;
    co_return co_await commit();
}

async::awaitable<boost::system::result<stored>> download::commit() {
    assert(!transfer_->is_ended);
    transfer_->is_ended = true;
    if (!transfer_->error) {
        queue_->submit(make(operation::kind::commit, transfer_));
        co_await transfer_->wait(queue_->loop(), 0);
    }
    if (transfer_->error) {
        co_return transfer_->error;
    }
    co_return *transfer_->result;
}

async::awaitable<void> download::discard() {
    abandon();
    co_await transfer_->wait_stubbornly(0);
}

void download::abandon() {
    const bool is_unfinished = transfer_->is_begun && !transfer_->is_ended && !transfer_->error;
    transfer_->part.abandon();
    transfer_->is_ended = true;
    if (is_unfinished) {
        queue_->submit(make(operation::kind::discard, transfer_));
    }
}

}  // namespace trawl::files
