#include "net/transport.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include "net/errors.hpp"
#include "net/tls_stream.hpp"
#include "trawl/async/cancellation.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::net {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using want = io_step::want;

// A peer that is always faster than we are must not keep the loop for itself.
constexpr unsigned max_burst = 32;

io_result aborted(std::size_t size = 0) {
    return {size, boost::asio::error::operation_aborted};
}

io_step failed_call(want direction) {
    io_step step;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        step.wants = direction;
    } else {
        step.error.assign(errno, boost::system::system_category());
    }
    return step;
}

io_step receive_plain(int socket, boost::asio::mutable_buffer into, int flags = 0) {
    ssize_t got = 0;
    do {
        got = ::recv(socket, into.data(), into.size(), flags | MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return failed_call(want::read);
    }
    io_step step;
    step.size = static_cast<std::size_t>(got);
    if (got == 0) {
        step.error = boost::asio::error::eof;
    }
    return step;
}

ssize_t send_parts(int socket, const transport::buffers& what) {
    std::array<iovec, 2> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = {const_cast<void*>(what[i].data()), what[i].size()};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    return ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

io_step send_plain(int socket, const transport::buffers& what) {
    ssize_t sent = 0;
    do {
        sent = what[1].size() == 0 ? ::send(socket, what[0].data(), what[0].size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                                   : send_parts(socket, what);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        return failed_call(want::write);
    }
    io_step step;
    step.size = static_cast<std::size_t>(sent);
    return step;
}

void drop_front(transport::buffers& of, std::size_t size) {
    for (auto& part : of) {
        const std::size_t here = std::min(size, part.size());
        part += here;
        size -= here;
    }
}

// Told apart from a `close` meanwhile, which is an error like any other.
void throw_if_cancelled(const boost::asio::cancellation_state& state) {
    if (state.cancelled() != boost::asio::cancellation_type::none) {
        async::throw_cancelled();
    }
}

}  // namespace

transport::transport(socket_type socket, tcp::endpoint remote)
    : socket_(std::move(socket)), remote_(std::move(remote)) {
}

transport::transport(transport&&) noexcept = default;

transport& transport::operator=(transport&& other) noexcept {
    close();
    socket_ = std::move(other.socket_);
    remote_ = other.remote_;
    tls_ = std::move(other.tls_);
    burst_ = other.burst_;
    drained_ = other.drained_;
    awaited_ = other.awaited_;
    return *this;
}

transport::~transport() {
    close();
}

transport transport::plain(tcp::socket socket) {
    error_code gone;
    tcp::endpoint remote = socket.remote_endpoint(gone);
    return {std::move(socket), std::move(remote)};
}

transport transport::plain(boost::asio::local::stream_protocol::socket socket) {
    return {std::move(socket), tcp::endpoint()};
}

async::awaitable<http::result<transport>> transport::secure(transport over, tls_context& context, std::string host,
                                                            std::uint16_t port, async::deadline limit) {
    transport made(std::move(over));
    co_await context.ready();
    made.tls_ = std::make_unique<tls_stream>(context, made.socket_.native_handle(), std::move(made.tls_), host, port);
    error_code failure;
    try {
        failure = co_await async::with_timeout(made.handshake(), limit);
    } catch (const boost::system::system_error& late) {
        if (late.code() != async::async_errc::timed_out) {
            throw;
        }
        co_return to_error({}, http::phase::tls, true);
    }
    if (failure) {
        co_return to_error(failure, http::phase::tls, false, made.tls_->refusal());
    }
    made.drained_ = false;
    co_return std::move(made);
}

async::awaitable<error_code> transport::handshake() {
    for (;;) {
        const io_step step = tls_->handshake();
        if (step.wants == want::nothing) {
            co_return step.error;
        }
        if (const error_code failure = co_await wait(step.wants)) {
            co_return failure;
        }
    }
}

io_step transport::receive(boost::asio::mutable_buffer into) {
    if (tls_) {
        return tls_->read(into);
    }
    return receive_plain(socket_.native_handle(), into);
}

io_step transport::send(const buffers& what) {
    if (!tls_) {
        return send_plain(socket_.native_handle(), what);
    }
    return tls_->write(what[0].size() > 0 ? what[0] : what[1]);
}

std::optional<io_result> transport::try_read_some(boost::asio::mutable_buffer into) {
    assert(into.size() > 0);
    if (!is_open()) {
        return aborted();
    }
    if (drained_ || burst_ >= max_burst) {
        return std::nullopt;
    }
    const io_step step = receive(into);
    if (step.wants != want::nothing) {
        awaited_ = step.wants;
        drained_ = true;
        return std::nullopt;
    }
    ++burst_;
    // TCP gave less than there was room for: it has no more. TLS gives a record at a time, and may hold others.
    drained_ = !tls_ && step.size < into.size() && !step.error;
    awaited_ = want::read;
    return io_result{step.size, step.error};
}

async::awaitable<io_result> transport::read_some(boost::asio::mutable_buffer into) {
    if (!tls_ && drained_ && burst_ < max_burst && is_open()) {
        return receive_later(into);  // most reads; saves a frame
    }
    return receive_in_turn(into);
}

async::awaitable<io_result> transport::receive_in_turn(boost::asio::mutable_buffer into) {
    for (;;) {
        if (burst_ >= max_burst) {
            burst_ = 0;
            co_await boost::asio::post(get_executor(), boost::asio::use_awaitable);
        }
        if (const auto done = try_read_some(into)) {
            co_return *done;
        }
        if (!tls_) {
            co_return co_await receive_later(into);
        }
        if (const error_code failure = co_await wait(awaited_)) {
            co_return io_result{0, failure};
        }
        drained_ = false;
        burst_ = 0;
    }
}

std::optional<io_result> transport::try_write(buffers& what) {
    std::size_t sent = 0;
    for (unsigned tries = 0; boost::asio::buffer_size(what) > 0; ++tries) {
        if (!is_open()) {
            return aborted(sent);
        }
        if (tries == max_burst) {
            return std::nullopt;
        }
        const io_step step = send(what);
        if (step.wants != want::nothing) {
            return std::nullopt;
        }
        if (step.error) {
            return io_result{sent, step.error};
        }
        sent += step.size;
        drop_front(what, step.size);
    }
    return io_result{sent, {}};
}

async::awaitable<io_result> transport::write(buffers what) {
    const std::size_t whole = boost::asio::buffer_size(what);
    std::size_t sent = 0;
    for (unsigned tries = 1; sent < whole; ++tries) {
        if (!is_open()) {
            co_return aborted(sent);
        }
        const io_step step = send(what);
        if (step.error) {
            co_return io_result{sent, step.error};
        }
        sent += step.size;
        drop_front(what, step.size);
        if (step.wants != want::nothing) {
            if (const error_code failure = co_await wait(step.wants)) {
                co_return io_result{sent, failure};
            }
        } else if (tries % max_burst == 0) {
            co_await boost::asio::post(get_executor(), boost::asio::use_awaitable);
        }
    }
    co_return io_result{sent, {}};
}

// Asio reads as soon as there is something; a wait and then a read would be one more system call, to arm the wait.
async::awaitable<io_result> transport::receive_later(boost::asio::mutable_buffer into) {
    const auto [failure, size] = co_await socket_.async_receive(into, boost::asio::as_tuple(boost::asio::deferred));
    if (failure == boost::asio::error::operation_aborted) {
        throw_if_cancelled(co_await boost::asio::this_coro::cancellation_state);
    }
    burst_ = 0;
    drained_ = size < into.size() && !failure;
    co_return io_result{size, failure};
}

async::awaitable<error_code> transport::wait(want what) {
    const auto [failure] =
        co_await socket_.async_wait(what == want::write ? socket_type::wait_write : socket_type::wait_read,
                                    boost::asio::as_tuple(boost::asio::deferred));
    if (failure == boost::asio::error::operation_aborted) {
        throw_if_cancelled(co_await boost::asio::this_coro::cancellation_state);
    }
    co_return failure;
}

void transport::close() noexcept {
    if (socket_.is_open()) {
        if (tls_) {
            tls_->shut_down();
        }
        error_code ignored;
        socket_.close(ignored);
    }
}

bool transport::is_open() const noexcept {
    return socket_.is_open();
}

bool transport::is_stale() {
    if (!is_open()) {
        return true;
    }
    if (tls_) {
        return tls_->is_stale();
    }
    char byte = 0;
    return receive_plain(socket_.native_handle(), boost::asio::buffer(&byte, 1), MSG_PEEK).wants == want::nothing;
}

const tls_info* transport::tls() const noexcept {
    return tls_ ? &tls_->info() : nullptr;
}

std::shared_ptr<const http::tls_facts> transport::tls_facts() const {
    return tls_ ? tls_->facts() : nullptr;
}

}  // namespace trawl::net
