#include "check/check_body.hpp"

#include <algorithm>
#include <utility>

#include "check/body_text.hpp"
#include "fetch/watched_read.hpp"
#include "files/digest.hpp"
#include "trawl/async/cancellation.hpp"

namespace trawl::check {

namespace {

using async::clock;

// Under a rate, bytes are read in pieces that make short pauses.
constexpr std::size_t limited_piece = std::size_t{16} << 10;
// Of a body that is only shown: room for a character that is longer elsewhere.
constexpr std::uint64_t kept_start = shown_body + 64;
// Made room for at once, on the word of the server; what is longer, or of unknown length, grows by doubling.
constexpr std::uint64_t most_foreseen = std::uint64_t{4} << 20;

}  // namespace

check_body::check_body(const check_means& with, fetch::report& told, fetch::traffic& lane, http::response& reply,
                       expect::wants wanted)
    : with_(with),
      told_(told),
      lane_(lane),
      reply_(reply),
      most_kept_(wanted.body ? std::max(with.settings.max_body, kept_start) : kept_start),
      counted_(reply.wire_bytes()) {
    if (wanted.sha256) {
        hash_.emplace();
    }
    if (with.settings.min_speed > 0) {
        watch_.emplace(with.settings.min_speed, with.settings.min_speed_time);
    }
}

async::awaitable<std::optional<http::error>> check_body::read() {
    while (!reply_.has_ended()) {
        if (piece_.capacity() == 0) {
            piece_ = with_.buffers.take_small();
        }
        const std::size_t room = lane_.limits_bytes() ? limited_piece : piece_.capacity();
        const auto got = co_await read_some(std::span(piece_.data(), room));
        count();
        if (!got) {
            co_return got.error();
        }
        co_await take(std::span(piece_.data(), *got));
        if (lane_.limits_bytes()) {
            const auto start = clock::now();
            co_await lane_.pass(*got);
            waited_ += clock::now() - start;
        }
    }
    co_return std::nullopt;
}

async::awaitable<http::result<std::size_t>> check_body::read_some(std::span<char> into) {
    return watch_ ? fetch::read_watched(reply_, into, *watch_, with_.settings.min_speed) : reply_.read_some(into);
}

async::awaitable<void> check_body::take(std::span<const char> fresh) {
    size_ += fresh.size();
    told_.reply->bytes_decoded = size_;
    if (kept_.empty()) {
        kept_.reserve(std::min({reply_.length().value_or(0), most_kept_, most_foreseen}));
    }
    if (kept_.size() < most_kept_) {
        kept_.append(fresh.data(),
                     static_cast<std::size_t>(std::min<std::uint64_t>(fresh.size(), most_kept_ - kept_.size())));
    }
    if (hash_ && size_ <= small_body) {
        hash_->update(fresh);
    } else if (hash_) {
        auto on_thread = with_.pool.run([this, fresh] { hash_->update(fresh); });
        co_await async::shield(std::move(on_thread));
    }
}

std::string check_body::sha256() {
    if (!hash_) {
        return {};
    }
    files::digest whole;
    const auto bytes = hash_->finish();
    std::ranges::copy(bytes, whole.bytes.begin());
    const std::string text = files::to_text(whole);
    return text.substr(text.find('=') + 1);
}

void check_body::count() {
    const std::uint64_t on_wire = reply_.wire_bytes();
    told_.reply->bytes += on_wire - counted_;
    with_.bytes += on_wire - std::exchange(counted_, on_wire);
}

}  // namespace trawl::check
