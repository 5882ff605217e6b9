#include "net/connector.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include <boost/asio/as_tuple.hpp>

#include "net/errors.hpp"
#include "trawl/async/cancellation.hpp"

namespace trawl::net {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::tcp;
using boost::system::error_code;

std::string text(const tcp::endpoint& of) {
    std::ostringstream out;
    out << of;
    return out.str();
}

error_code bind_to_device(tcp::socket& which, const std::string& device) {
    // Linux would take the start of it, and that may be another one's name.
    if (device.size() >= IFNAMSIZ) {
        return {ENODEV, boost::system::system_category()};
    }
    const auto size = static_cast<socklen_t>(device.size());
    if (::setsockopt(which.native_handle(), SOL_SOCKET, SO_BINDTODEVICE, device.c_str(), size) != 0) {
        return {errno, boost::system::system_category()};
    }
    return {};
}

error_code bind_to_address(tcp::socket& which, const address& from) {
    // The port is chosen on connecting: then it may be one that leads elsewhere too.
    const int yes = 1;
    ::setsockopt(which.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    error_code failure;
    which.bind(tcp::endpoint(from, 0), failure);
    return failure;
}

error_code bind(tcp::socket& which, const local_end& from, const tcp::endpoint& to) {
    if (from.is_any()) {
        return {};
    }
    error_code failure;
    which.open(to.protocol(), failure);
    if (failure) {
        return failure;
    }
    return from.is_address() ? bind_to_address(which, from.address) : bind_to_device(which, from.device);
}

/// The attempts of one connect. Shared with their handlers, which come in after the race has been left.
class race : public std::enable_shared_from_this<race> {
public:
    race(async::executor executor, const std::vector<address>& addresses, std::uint16_t port, local_end from)
        : executor_(std::move(executor)), timer_(executor_), from_(std::move(from)) {
        attempts_.reserve(addresses.size());
        for (const auto& to : addresses) {
            endpoints_.emplace_back(to, port);
        }
    }

    [[nodiscard]] bool can_start() const noexcept { return attempts_.size() < endpoints_.size(); }
    [[nodiscard]] bool is_lost() const noexcept { return pending_ == 0 && (!can_start() || is_hopeless()); }
    [[nodiscard]] bool is_won() const noexcept { return winner_.has_value(); }
    [[nodiscard]] bool is_due() const noexcept { return pending_ == 0 || next_.is_reached(); }

    void start_next();
    [[nodiscard]] async::awaitable<void> wait_for_change(async::deadline limit);

    [[nodiscard]] http::result<tcp::socket> take_winner();
    [[nodiscard]] http::error failure() const { return most_telling(failures_); }
    [[nodiscard]] http::error expiry() const {
        return to_error({}, http::phase::connect, true, text(endpoints_.front()));
    }
    void close() noexcept;

private:
    void ended(std::size_t which, error_code code);
    [[nodiscard]] bool is_hopeless() const noexcept {
        return !failures_.empty() && failures_.back().code == http::errc::system;
    }

    async::executor executor_;
    async::timer timer_;
    const local_end from_;
    std::vector<tcp::endpoint> endpoints_;
    std::vector<tcp::socket> attempts_;
    std::vector<http::error> failures_;
    std::size_t pending_ = 0;
    std::optional<std::size_t> winner_;
    async::deadline next_;
    bool closed_ = false;
};

void race::start_next() {
    const std::size_t which = attempts_.size();
    attempts_.emplace_back(executor_);
    if (const error_code failure = bind(attempts_.back(), from_, endpoints_[which])) {
        failures_.emplace_back(http::errc::system, http::phase::connect, failure,
                               text(endpoints_[which]) + " from " + from_.name());
        return;
    }
    ++pending_;
    next_ = async::deadline::after(attempt_delay);
    attempts_.back().async_connect(endpoints_[which],
                                   [self = shared_from_this(), which](error_code code) { self->ended(which, code); });
}

void race::ended(std::size_t which, error_code code) {
    --pending_;
    if (closed_) {
        return;
    }
    if (code) {
        failures_.push_back(to_error(code, http::phase::connect, false, text(endpoints_[which])));
        next_ = async::deadline::at(async::clock::now());
    } else if (!winner_) {
        winner_ = which;
    }
    timer_.cancel();
}

async::awaitable<void> race::wait_for_change(async::deadline limit) {
    const auto until = can_start() ? earliest(limit, next_) : limit;
    timer_.expires_at(until.time_point());
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none) {
        async::throw_cancelled();
    }
}

http::result<tcp::socket> race::take_winner() {
    tcp::socket won = std::move(attempts_[*winner_]);
    error_code code;
    won.set_option(tcp::no_delay(true), code);
    if (code) {
        return to_error(code, http::phase::connect, false, text(endpoints_[*winner_]));
    }
    return won;
}

void race::close() noexcept {
    closed_ = true;
    for (auto& attempt : attempts_) {
        error_code ignored;
        attempt.close(ignored);
    }
}

class leave_race {
public:
    explicit leave_race(race& which) noexcept : race_(which) {}
    leave_race(const leave_race&) = delete;
    leave_race& operator=(const leave_race&) = delete;
    ~leave_race() { race_.close(); }

private:
    race& race_;
};

}  // namespace

std::vector<address> interleave(const std::vector<address>& addresses) {
    std::vector<address> result;
    result.reserve(addresses.size());
    auto same = addresses.begin();
    auto other = addresses.begin();
    const auto end = addresses.end();
    const auto is_first_family = [&](const address& what) { return what.is_v6() == addresses.front().is_v6(); };
    while (result.size() < addresses.size()) {
        same = std::find_if(same, end, is_first_family);
        if (same != end) {
            result.push_back(*same++);
        }
        other = std::find_if_not(other, end, is_first_family);
        if (other != end) {
            result.push_back(*other++);
        }
    }
    return result;
}

// Of the addresses that failed alike.
constexpr std::size_t most_named = 4;

http::error most_telling(const std::vector<http::error>& failures) {
    assert(!failures.empty());
    const auto is_system = [](const http::error& one) { return one.code == http::errc::system; };
    if (const auto found = std::find_if(failures.begin(), failures.end(), is_system); found != failures.end()) {
        return *found;
    }
    const auto is_as_first = [&](const http::error& one) { return one.code == failures.front().code; };
    http::error result = failures.front();
    if (!std::all_of(failures.begin(), failures.end(), is_as_first)) {
        result.code = http::errc::unreachable;
        return result;
    }
    for (std::size_t i = 1; i < std::min(failures.size(), most_named); ++i) {
        result.detail += ", " + failures[i].detail;
    }
    return result;
}

async::awaitable<http::result<tcp::socket>> connect(std::vector<address> addresses, std::uint16_t port,
                                                    async::deadline limit, local_end from) {
    assert(!addresses.empty());
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto attempts = std::make_shared<race>(executor, interleave(addresses), port, std::move(from));
    const leave_race at_end(*attempts);
    for (;;) {
        if (attempts->is_won()) {
            co_return attempts->take_winner();
        }
        if (attempts->is_lost()) {
            co_return attempts->failure();
        }
        if (limit.is_reached()) {
            co_return attempts->expiry();
        }
        if (attempts->can_start() && attempts->is_due()) {
            attempts->start_next();
        } else {
            co_await attempts->wait_for_change(limit);
        }
    }
}

}  // namespace trawl::net
