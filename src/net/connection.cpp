#include "net/connection.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/errors.hpp"

namespace trawl::net {

namespace asio = boost::asio;
using http::phase;

namespace {

// A body of up to this size is written without listening for an early reply meanwhile: the socket's buffer takes most
// of it.
constexpr std::size_t small_body = std::size_t{64} << 10;
constexpr std::size_t piece_size = std::size_t{64} << 10;
// A smaller span is served from the buffer, so that the wire is not read in bits.
constexpr std::size_t direct_size = std::size_t{16} << 10;

// Closes the connection when an operation is left by an exception: a cancellation.
class close_unless_done {
public:
    explicit close_unless_done(connection& owner) noexcept : owner_(&owner) {}
    ~close_unless_done() {
        if (owner_ != nullptr) {
            owner_->close();
        }
    }
    close_unless_done(const close_unless_done&) = delete;
    close_unless_done& operator=(const close_unless_done&) = delete;
    void done() noexcept { owner_ = nullptr; }

private:
    connection* owner_;
};

}  // namespace

connection::connection(transport stream, watchdog& guard, reply_limits limits)
    : stream_(std::move(stream)),
      guard_(
          guard, [](void* self) noexcept { static_cast<connection*>(self)->expire(); }, this),
      parser_(limits) {
}

void connection::expire() noexcept {
    expired_ = true;
    stream_.close();
}

std::string& connection::begin(bool to_head, const exchange_limits& limits) {
    assert(request_whole_ && buffer_.empty());
    limits_ = limits;
    parser_.start(to_head);
    reply_began_ = false;
    request_began_ = false;
    request_whole_ = false;
    request_.clear();
    return request_;
}

async::awaitable<http::result<void>> connection::exchange(std::shared_ptr<const std::string> body, reply_head& into) {
    close_unless_done guard(*this);
    std::optional<http::result<void>> ended;
    if (body != nullptr && body->size() > small_body) {
        ended = co_await send_and_listen(std::move(body), into);
    } else {
        const std::string_view all = body != nullptr ? std::string_view(*body) : std::string_view();
        transport::buffers what{asio::const_buffer(request_.data(), request_.size()),
                                asio::const_buffer(all.data(), all.size())};
        ended = send_at_once(what);
        if (!ended) {
            ended = co_await send_rest(what);
        }
        if (*ended) {
            ended = take_head(into);
            // As `read_head`, without its frame.
            while (!ended) {
                const asio::mutable_buffer target = space();
                io_result read;
                if (const auto at_once = stream_.try_read_some(target)) {
                    read = *at_once;
                } else {
                    read = co_await stream_.read_some(target);
                }
                ended = take_head(read, into);
            }
        }
    }
    guard_.disarm();
    if (*ended) {
        guard.done();
    }
    co_return std::move(*ended);
}

// Most requests go into the socket's buffer as they are: nothing is armed for that.
std::optional<http::result<void>> connection::send_at_once(transport::buffers& what) {
    const std::size_t before = asio::buffer_size(what);
    const auto written = stream_.try_write(what);
    request_began_ = request_began_ || asio::buffer_size(what) < before;
    if (!written) {
        return std::nullopt;
    }
    if (written->error) {
        return failed(written->error, phase::send);
    }
    request_whole_ = true;
    arm(limits_.first_byte);
    return http::result<void>();
}

async::awaitable<http::result<void>> connection::send_rest(transport::buffers what) {
    arm(limits_.idle);
    const io_result written = co_await stream_.write(what);
    request_began_ = request_began_ || written.size > 0 || !written.error;
    if (written.error) {
        co_return failed(written.error, phase::send);
    }
    request_whole_ = true;
    arm(limits_.first_byte);
    co_return http::result<void>();
}

// Leaves the guard armed for the first byte of the reply.
async::awaitable<http::result<void>> connection::send(std::shared_ptr<const std::string> body) {
    const std::string_view all = body != nullptr ? std::string_view(*body) : std::string_view();
    std::string_view head = request_;
    for (std::size_t sent = 0; !head.empty() || sent < all.size();) {
        const std::string_view piece = all.substr(sent, piece_size);
        arm(limits_.idle);
        const transport::buffers what{asio::const_buffer(head.data(), head.size()),
                                      asio::const_buffer(piece.data(), piece.size())};
        const io_result written = co_await stream_.write(what);
        request_began_ = request_began_ || written.size > 0 || !written.error;
        if (written.error) {
            co_return failed(written.error, phase::send);
        }
        head = {};
        sent += piece.size();
    }
    request_whole_ = true;
    arm(limits_.first_byte);
    co_return http::result<void>();
}

// Sending and listening at the same time.
struct connection::listening {
    connection& owner;
    reply_head& head;
    std::optional<http::result<void>> heard;
    std::optional<http::result<void>> sent;

    async::awaitable<void> listen() { heard = co_await owner.read_head(head); }
    async::awaitable<void> speak(std::shared_ptr<const std::string> body) {
        sent = co_await owner.send(std::move(body));
    }

    // Asked when one of the two has ended: what to do with the other. A failed sending is no reason to stop listening,
    // as the peer may have said why it does not read on; a reply that asks for more is none to stop sending.
    asio::cancellation_type after(const std::exception_ptr& failure) const noexcept {
        const bool is_over = heard && (!*heard || head.status >= 300);
        return failure || is_over ? asio::cancellation_type::all : asio::cancellation_type::none;
    }
};

async::awaitable<http::result<void>> connection::send_and_listen(std::shared_ptr<const std::string> body,
                                                                 reply_head& into) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    listening both{*this, into, {}, {}};
    auto group =
        asio::experimental::make_parallel_group(asio::co_spawn(executor, both.speak(std::move(body)), asio::deferred),
                                                asio::co_spawn(executor, both.listen(), asio::deferred));
    const auto condition = [&both](const std::exception_ptr& failure) { return both.after(failure); };
    co_await group.async_wait(condition, asio::use_awaitable);
    if (!both.heard) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (both.heard->has_error() && both.sent && both.sent->has_error()) {
        co_return *both.sent;
    }
    if (both.heard->has_error() && !request_whole_ && !reply_began_) {
        http::error failure = both.heard->error();
        failure.where = phase::send;
        co_return failure;
    }
    co_return *both.heard;
}

async::awaitable<http::result<void>> connection::read_head(reply_head& into) {
    auto ended = take_head(into);
    while (!ended) {
        const asio::mutable_buffer target = space();
        const io_result read = co_await stream_.read_some(target);
        ended = take_head(read, into);
    }
    co_return std::move(*ended);
}

asio::mutable_buffer connection::space() {
    const std::span<char> free = buffer_.space();
    return {free.data(), free.size()};
}

std::optional<http::result<void>> connection::take_head(const io_result& read, reply_head& into) {
    if (read.error) {
        return failed(read.error, reply_began_ ? phase::head : phase::first_byte);
    }
    reply_began_ = true;
    buffer_.commit(read.size);
    return take_head(into);
}

// Interim replies are passed over; nullopt: the final one is not whole yet.
std::optional<http::result<void>> connection::take_head(reply_head& into) {
    for (;;) {
        const http::result<std::size_t> consumed = parser_.head(buffer_.unread(), into);
        if (!consumed) {
            return consumed.error();
        }
        buffer_.consume(*consumed);
        if (parser_.has_head()) {
            return http::result<void>();
        }
        if (*consumed == 0) {
            return std::nullopt;
        }
    }
}

async::awaitable<http::result<std::size_t>> connection::read_body(std::span<char> into) {
    assert(!into.empty());
    close_unless_done guard(*this);
    const http::result<std::size_t> read = co_await receive_body(into);
    guard_.disarm();
    if (read) {
        guard.done();
    }
    co_return read;
}

std::optional<http::result<std::size_t>> connection::try_read_body(std::span<char> into) {
    assert(!into.empty());
    std::optional<http::result<std::size_t>> read = buffered_body(into);
    while (!read) {
        const std::span<char> space = body_space(into);
        const auto at_once = stream_.try_read_some(asio::mutable_buffer(space.data(), space.size()));
        if (!at_once) {
            return std::nullopt;
        }
        read = take_body(*at_once, into);
    }
    if (!*read) {
        close();
    }
    return read;
}

async::awaitable<http::result<std::size_t>> connection::receive_body(std::span<char> into) {
    auto done = buffered_body(into);
    while (!done) {
        const std::span<char> space = body_space(into);
        const asio::mutable_buffer target(space.data(), space.size());
        io_result read;
        if (const auto at_once = stream_.try_read_some(target)) {
            read = *at_once;
        } else {
            arm(limits_.idle);
            read = co_await stream_.read_some(target);
        }
        done = take_body(read, into);
    }
    co_return std::move(*done);
}

// What has come with the head or before; nullopt: more is to be read.
std::optional<http::result<std::size_t>> connection::buffered_body(std::span<char> into) {
    while (!parser_.is_whole()) {
        if (buffer_.empty()) {
            return std::nullopt;
        }
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(parser_.wanted(), into.size()));
        const std::string_view unread = buffer_.unread().substr(0, wanted);
        std::memcpy(into.data(), unread.data(), unread.size());
        buffer_.consume(unread.size());
        const http::result<std::size_t> decoded = parser_.body(into.first(unread.size()));
        if (!decoded || *decoded > 0) {
            return decoded;
        }
    }
    return http::result<std::size_t>(std::size_t{0});
}

// Where the next bytes of the wire are read into: the caller's span, or the buffer if that is small.
std::span<char> connection::body_space(std::span<char> into) {
    if (!limits_.total.is_never() && limits_.total.is_reached()) {
        expire();
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(parser_.wanted(), into.size()));
    const bool is_direct = wanted >= direct_size || wanted == parser_.wanted();
    const std::span<char> space = is_direct ? into.first(wanted) : buffer_.space();
    return space.first(static_cast<std::size_t>(std::min<std::uint64_t>(parser_.wanted(), space.size())));
}

// Of a read into `body_space(into)`; nullopt: more is to be read.
std::optional<http::result<std::size_t>> connection::take_body(const io_result& read, std::span<char> into) {
    if (read.error == asio::error::eof) {
        if (const http::result<void> ended = parser_.end_of_stream(); !ended) {
            return ended.error();
        }
        return http::result<std::size_t>(std::size_t{0});
    }
    if (read.error) {
        return failed(read.error, phase::body);
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(parser_.wanted(), into.size()));
    if (wanted < direct_size && wanted != parser_.wanted()) {
        buffer_.commit(read.size);
        return buffered_body(into);
    }
    const http::result<std::size_t> decoded = parser_.body(into.first(read.size));
    if (!decoded || *decoded > 0) {
        return decoded;
    }
    return buffered_body(into);
}

bool connection::is_reusable() const noexcept {
    return stream_.is_open() && request_whole_ && !is_last_ && parser_.is_whole() && parser_.keeps_alive() &&
           buffer_.empty();
}

void connection::close() noexcept {
    guard_.disarm();
    stream_.close();
}

http::error connection::failed(const boost::system::error_code& reason, phase where) const {
    return to_error(reason, where, expired_);
}

void connection::arm(const std::optional<async::clock::duration>& limit) {
    guard_.arm(limit ? async::earliest(limits_.total, async::deadline::after(*limit)) : limits_.total);
}

}  // namespace trawl::net
