#include "fetch/body_reader.hpp"

#include <algorithm>
#include <cassert>

#include "fetch/watched_read.hpp"

namespace trawl::fetch {

namespace {

using boost::system::error_code;

// Under a rate, bytes are read in pieces that make short pauses.
constexpr std::size_t limited_piece = std::size_t{16} << 10;

}  // namespace

body_reader::body_reader(const fetch_means& with, report& told, traffic& lane, http::response& reply,
                         files::download* file, unsigned slow_share)
    : with_(with),
      told_(told),
      lane_(lane),
      reply_(reply),
      file_(file),
      expected_(reply.length().value_or(0)),
      counted_(reply.wire_bytes()),
      is_prompt_(with.where.is_stream()),
      is_limited_(lane.limits_bytes()) {
    if (with.settings.min_speed > 0) {
        watch_.emplace(std::max<std::uint64_t>(with.settings.min_speed / slow_share, 1), with.settings.min_speed_time);
    }
}

void body_reader::set_place(std::uint64_t at, std::uint64_t end) {
    is_placed_ = true;
    at_ = at;
    end_ = end;
}

bool body_reader::fits_one_block() {
    take_block();
    return reply_.length() && *reply_.length() < piece_.capacity();
}

async::awaitable<body_end> body_reader::read() {
    // Once cancelled, nothing more is read: a wait throws then, and what came is handed over.
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    body_end end;
    while (!reply_.has_ended() && at_ < end_ && at_ <= most_) {
        const auto into = room();
        http::result<std::size_t> got = std::size_t{0};
        std::optional<http::result<std::size_t>> at_once;
        if (!watch_ && state.cancelled() == boost::asio::cancellation_type::none) {
            at_once = reply_.try_read_some(into);
        }
        if (watch_) {
            got = co_await read_watched(reply_, into, *watch_, with_.settings.min_speed);
        } else if (at_once) {
            got = std::move(*at_once);
        } else {
            got = co_await reply_.read_some(into);
        }
        count(got.has_value() ? *got : 0);
        if (!got) {
            end.failure = got.error();
            break;
        }
        if (*got == 0) {
            break;
        }
        if (file_ == nullptr) {
            piece_.set_size(0);
        } else if (piece_.size() == piece_.capacity() || is_prompt_) {
            end.write_failure = co_await hand_over();
            if (end.write_failure) {
                break;
            }
        }
        if (is_limited_) {
            co_await lane_.pass(*got);
        }
    }
    co_return end;
}

async::awaitable<error_code> body_reader::hand_over() {
    assert(has_rest());
    files::buffer full;
    full.swap(piece_);
    if (is_placed_) {
        const std::uint64_t start = at_ - full.size();
        return file_->write_at(start, std::move(full));
    }
    return file_->write(std::move(full));
}

std::span<char> body_reader::room() {
    take_block();
    std::uint64_t size = std::min<std::uint64_t>(piece_.capacity() - piece_.size(), end_ - at_);
    if (is_limited_) {
        size = std::min<std::uint64_t>(size, limited_piece);
    }
    return {piece_.data() + piece_.size(), static_cast<std::size_t>(size)};
}

void body_reader::take_block() {
    if (piece_.capacity() == 0) {
        piece_ = with_.disk.buffers().take_for(expected_);
    }
}

void body_reader::count(std::size_t got) {
    const std::uint64_t on_wire = reply_.wire_bytes();
    told_.reply->bytes += on_wire - counted_;
    counted_ = on_wire;
    told_.reply->bytes_decoded += got;
    with_.bytes += got;
    at_ += got;
    piece_.set_size(piece_.size() + got);
}

}  // namespace trawl::fetch
