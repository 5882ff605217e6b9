#include "crawl/page_body.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "fetch/watched_read.hpp"
#include "trawl/async/cancellation.hpp"

namespace trawl::crawl {

namespace {

// Under a rate, bytes are read in pieces that make short pauses.
constexpr std::size_t limited_piece = std::size_t{16} << 10;
// What takes the loop no longer than a way to a thread and back would be worth.
constexpr std::uint64_t small_size = std::uint64_t{256} << 10;

body_end end_of(const body_result& how) noexcept {
    if (how.is_over_size) {
        return body_end::length;
    }
    if (!how.failure) {
        return body_end::whole;
    }
    const auto why = how.failure->code;
    return why == http::errc::timed_out || why == http::errc::too_slow ? body_end::time : body_end::disconnect;
}

}  // namespace

page_body::page_body(const page_means& with, fetch::report& told, fetch::traffic& lane, content_plan plan,
                     http::response& reply, page& into, std::string file)
    : with_(with),
      told_(told),
      lane_(lane),
      reply_(reply),
      page_(into),
      content_(with.settings, std::move(plan), into.url),
      counted_(reply.wire_bytes()),
      is_heavy_(content_.is_heavy()),
      is_limited_(lane.limits_bytes()) {
    if (!file.empty()) {
        file_.emplace(with.disk, with.settings.mirror->where, std::move(file));
        if (!content_.is_coded() && reply.length().value_or(0) > 0) {
            file_->expect_size(*reply.length());
        }
    }
    if (with.settings.min_speed > 0) {
        watch_.emplace(with.settings.min_speed, with.settings.min_speed_time);
    }
}

async::awaitable<body_result> page_body::read() {
    try {
        co_await read_pieces();
        const bool is_whole = ended_.is_good();
        tell_end(is_whole);
        co_await compute([this, is_whole] { content_.finish(page_, !is_whole); });
        if (is_whole && file_) {
            co_await save();
        }
    } catch (const boost::system::system_error& failed) {
        if (failed.code() == boost::asio::error::operation_aborted) {
            throw;
        }
        ended_.write_failure = failed.code();
    }
    co_return ended_;
}

void page_body::tell_end(bool is_whole) {
    page_.trace = reply_.trace();
    page_.wire_size = reply_.wire_bytes();
    page_.end = is_whole ? body_end::whole : end_of(ended_);
    told_.trace = page_.trace;
    told_.reply->bytes_decoded = content_.size();
}

async::awaitable<void> page_body::read_pieces() {
    const std::uint64_t most = with_.settings.max_size.value_or(~std::uint64_t{0});
    while (!reply_.has_ended() && ended_.is_good()) {
        const auto into = room();
        const auto got = co_await read_some(into);
        if (!got) {
            ended_.failure = got.error();
            co_return;
        }
        count();
        if (*got == 0) {
            break;
        }
        co_await take(*got);
        ended_.is_over_size = std::max(content_.size(), reply_.wire_bytes()) > most;
        if (is_limited_) {
            co_await lane_.pass(*got);
        }
    }
    if (content_.is_coded() && ended_.is_good()) {
        co_await decode({}, true);
        ended_.is_over_size = content_.size() > most;
    }
}

async::awaitable<http::result<std::size_t>> page_body::read_some(std::span<char> into) {
    return watch_ ? fetch::read_watched(reply_, into, *watch_, with_.settings.min_speed) : reply_.read_some(into);
}

std::span<char> page_body::room() {
    if (piece_.capacity() == 0) {
        piece_ = with_.disk.buffers().take_for(reply_.length().value_or(0));
    }
    std::size_t size = piece_.capacity() - piece_.size();
    if (is_limited_) {
        size = std::min(size, limited_piece);
    }
    return {piece_.data() + piece_.size(), size};
}

void page_body::count() {
    const std::uint64_t on_wire = reply_.wire_bytes();
    told_.reply->bytes += on_wire - counted_;
    with_.bytes += on_wire - std::exchange(counted_, on_wire);
}

async::awaitable<void> page_body::take(std::size_t got) {
    const std::span<const char> fresh(piece_.data() + piece_.size(), got);
    if (!is_heavy_ && reply_.wire_bytes() <= small_size) {
        content_.take(fresh);
    } else {
        co_await compute([this, fresh] { content_.take(fresh); });
    }
    if (content_.is_coded()) {
        co_await decode(fresh, false);
        co_return;
    }
    if (!file_) {
        co_return;
    }
    piece_.set_size(piece_.size() + got);
    if (piece_.size() == piece_.capacity()) {
        co_await hand_over(piece_);
    }
}

async::awaitable<void> page_body::decode(std::span<const char> piece, bool last) {
    while (ended_.is_good() && (last || !piece.empty())) {
        if (decoded_.capacity() == 0) {
            decoded_ = with_.disk.buffers().take_small();
        }
        const std::span<char> out(decoded_.data() + decoded_.size(), decoded_.capacity() - decoded_.size());
        http::result<http::decoder::progress> step = http::decoder::progress();
        if (!is_heavy_ && content_.size() <= small_size) {
            step = content_.decode(piece, out, last);
        } else {
            co_await compute([this, &step, piece, out, last] { step = content_.decode(piece, out, last); });
        }
        if (!step) {
            ended_.failure = step.error();
            co_return;
        }
        piece = piece.subspan(step->consumed);
        if (file_) {
            decoded_.set_size(decoded_.size() + step->produced);
        }
        if (decoded_.size() == decoded_.capacity()) {
            co_await hand_over(decoded_);
        }
        if (step->finished || content_.size() > with_.settings.max_size.value_or(~std::uint64_t{0})) {
            co_return;
        }
    }
}

template <class Work>
async::awaitable<void> page_body::compute(Work work) {
    if (!is_heavy_ && reply_.wire_bytes() <= small_size && content_.size() <= small_size) {
        work();
        co_return;
    }
    auto on_thread = with_.pool.run(std::move(work));
    co_await async::shield(std::move(on_thread));
}

async::awaitable<void> page_body::hand_over(files::buffer& full) {
    files::buffer block;
    block.swap(full);
    ended_.write_failure = co_await file_->write(std::move(block));
}

async::awaitable<void> page_body::save() {
    files::buffer& rest = content_.is_coded() ? decoded_ : piece_;
    if (rest.size() > 0) {
        co_await hand_over(rest);
        if (ended_.write_failure) {
            co_return;
        }
    }
    auto kept = co_await file_->commit();
    if (!kept) {
        ended_.write_failure = kept.error();
        co_return;
    }
    page_.sha256 = kept->sha256;
    stored_ = *kept;
}

}  // namespace trawl::crawl
