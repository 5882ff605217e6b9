#include "client/response_state.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "http/content_coding.hpp"

namespace trawl::http {

namespace {

using async::clock;

constexpr std::size_t coded_size = std::size_t{16} << 10;
constexpr std::uint64_t drained_size = std::uint64_t{64} << 10;
constexpr clock::duration drain_time = std::chrono::milliseconds{500};

}  // namespace

response_state::response_state(net::connection_pool::lease from, net::reply_head reply, url place,
                               clock::time_point started, clock::time_point head_came)
    : head(std::move(reply)),
      where(std::move(place)),
      length(from->length()),
      from_(std::move(from)),
      started_(started),
      head_came_(head_came) {
}

void response_state::open_body(bool decodes, decoder_limits limits) {
    if ((*from_)->is_whole()) {
        leave_connection();
        end();
        return;
    }
    max_size_ = limits.max_size;
    if (decodes) {
        const result<std::vector<content_coding>> codings = content_codings(head.fields);
        if (!codings) {
            refused_ = codings.error();
        } else if (!codings->empty()) {
            decoder_.emplace(*codings, limits);
        }
    }
    if (!decoder_ && !refused_ && max_size_ && length.value_or(0) > *max_size_) {
        refused_ = too_large(*max_size_);
    }
}

async::awaitable<result<std::size_t>> response_state::read_some(std::span<char> into) {
    if (has_ended_) {
        co_return std::size_t{0};
    }
    result<std::size_t> read = std::size_t{0};
    if (refused_) {
        read = *refused_;
    } else if (decoder_) {
        read = co_await read_decoded(into);
    } else {
        read = co_await read_wire(into);
    }
    co_return checked(std::move(read));
}

std::optional<result<std::size_t>> response_state::try_read_some(std::span<char> into) {
    if (has_ended_) {
        return result<std::size_t>(std::size_t{0});
    }
    if (refused_ || decoder_ || !from_) {
        return std::nullopt;
    }
    auto read = (*from_)->try_read_body(into);
    if (!read) {
        return std::nullopt;
    }
    count_wire(*read);
    return checked(std::move(*read));
}

// What is given out, once the limit has been looked at.
result<std::size_t> response_state::checked(result<std::size_t> read) {
    if (!decoder_ && !refused_) {
        size_ += read ? *read : 0;
        if (max_size_ && size_ > *max_size_) {
            read = too_large(*max_size_);
        }
    }
    if (!read || *read == 0 || (!decoder_ && !from_)) {
        end();
    }
    return read;
}

async::awaitable<result<std::size_t>> response_state::read_wire(std::span<char> into) {
    if (!from_) {
        co_return std::size_t{0};
    }
    const result<std::size_t> read = co_await (*from_)->read_body(into);
    count_wire(read);
    co_return read;
}

void response_state::count_wire(const result<std::size_t>& read) {
    if (read) {
        wire_bytes += *read;
        if ((*from_)->is_whole()) {
            leave_connection();
        }
    }
}

async::awaitable<result<std::size_t>> response_state::read_decoded(std::span<char> into) {
    for (;;) {
        const result<decoder::progress> done = decoder_->decode(undecoded_, into, !from_);
        if (!done) {
            co_return done.error();
        }
        undecoded_ = undecoded_.subspan(done->consumed);
        if (done->produced > 0 || done->finished) {
            co_return done->produced;
        }
        if (coded_ == nullptr) {
            coded_ = std::make_unique_for_overwrite<char[]>(coded_size);
        }
        const result<std::size_t> read = co_await read_wire(std::span(coded_.get(), coded_size));
        if (!read) {
            co_return read.error();
        }
        undecoded_ = std::span<const char>(coded_.get(), *read);
    }
}

async::awaitable<void> response_state::drain() {
    if (!from_ || length.value_or(0) > drained_size) {
        co_return;
    }
    (*from_)->limit_total(async::deadline::after(drain_time));
    std::array<char, 4096> unwanted;
    while (from_ && wire_bytes <= drained_size) {
        if (const result<std::size_t> read = co_await read_wire(unwanted); !read) {
            break;
        }
    }
}

error response_state::too_large(std::uint64_t limit) {
    return error(errc::too_large, phase::body, {}, "body of over " + std::to_string(limit) + " bytes");
}

void response_state::leave_connection() {
    if (const headers& came = (*from_)->trailers(); !came.empty()) {
        trailers = came;
    }
    from_.reset();
}

void response_state::end() noexcept {
    const clock::time_point now = clock::now();
    has_ended_ = true;
    from_.reset();
    trace.took.transfer = now - head_came_;
    trace.took.total = now - started_;
}

}  // namespace trawl::http
