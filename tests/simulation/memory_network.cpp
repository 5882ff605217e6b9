#include "simulation/memory_network.hpp"

#include <exception>
#include <utility>

#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "trawl/async/event.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::simulation {

namespace asio = boost::asio;

namespace {

using local = asio::local::stream_protocol;

async::awaitable<void> sleep(async::executor on, duration time) {
    async::timer waiting(on, async::clock::now() + time);
    co_await waiting.async_wait(asio::use_awaitable);
}

// Whether that came to be, or the wait was cancelled.
async::awaitable<bool> is_readable(local::socket& which) {
    const auto [cancelled] = co_await which.async_wait(local::socket::wait_read, asio::as_tuple(asio::use_awaitable));
    co_return !cancelled;
}

// Whether nothing came in that time.
async::awaitable<bool> stays_quiet(local::socket& which, duration time) {
    auto waiting = is_readable(which);
    co_return !co_await async::with_timeout(std::move(waiting), time);
}

// What has come, left where it is; empty: the other end is closed.
std::string peek(local::socket& from) {
    std::string text(16'384, '\0');
    const auto size = ::recv(from.native_handle(), text.data(), text.size(), MSG_PEEK | MSG_DONTWAIT);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
}

// One that is left makes the end of the connection a reset.
void take(local::socket& from, std::size_t size) {
    std::string text(size, '\0');
    (void)::recv(from.native_handle(), text.data(), text.size(), MSG_DONTWAIT);
}

std::string path_in(const std::string& head) {
    const std::size_t begin = head.find(' ') + 1;
    return head.substr(begin, head.find(' ', begin) - begin);
}

// Empty: there is none.
std::string field_in(const std::string& head, const std::string& name) {
    const std::string before = "\r\n" + name + ": ";
    const std::size_t at = head.find(before);
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t begin = at + before.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

// Of "bytes=FIRST-".
std::optional<std::size_t> first_in(const std::string& range) {
    const auto equals = range.find('=');
    return equals == std::string::npos ? std::nullopt
                                       : std::optional<std::size_t>(std::stoull(range.substr(equals + 1)));
}

http::error connect_error(http::errc what, http::phase where, const std::string& host) {
    return {what, where, {}, host};
}

}  // namespace

/// Ends the record of a request whose connection was never made, however that came.
class memory_network::open_request {
public:
    open_request(memory_network& owner, std::size_t which) noexcept : owner_(&owner), which_(which) {}
    open_request(const open_request&) = delete;
    open_request& operator=(const open_request&) = delete;
    ~open_request() {
        if (owner_ != nullptr) {
            owner_->end(which_);
        }
    }

    std::size_t give_on() noexcept {
        owner_ = nullptr;
        return which_;
    }

private:
    memory_network* owner_;
    std::size_t which_;
};

memory_network::memory_network(virtual_loop& loop, const world& servers, event_log& told)
    : loop_(loop), world_(servers), log_(told) {
    net::network::set([this](net::host_port to, http::trace& trace) { return dial(std::move(to), trace); });
}

memory_network::~memory_network() {
    net::network::set(nullptr);
}

std::deque<request_record> memory_network::take_records() {
    return std::exchange(records_, {});
}

std::size_t memory_network::begin(const std::string& host) {
    request_record made;
    made.host = host;
    made.begin = loop_.now();
    records_.push_back(std::move(made));
    return records_.size() - 1;
}

void memory_network::end(std::size_t which) {
    records_[which].end = loop_.now();
    note(records_[which], "over");
}

void memory_network::note(const request_record& of, const std::string& what) {
    log_.add(loop_.now(), of.host + of.path + " " + what);
}

async::awaitable<http::result<net::transport>> memory_network::dial(net::host_port to, http::trace& /*told*/) {
    const std::string host = to.host;
    if (!world_.hosts.contains(host)) {
        problems_.push_back(host + " was asked, which is no host of the crawl");
        co_return connect_error(http::errc::dns_not_found, http::phase::dns, host);
    }
    const connect_plan plan = plan_connection(world_, host, connects_[host]++);
    open_request open(*this, begin(host));
    request_record& record = records_.back();
    note(record, plan == connect_plan::made ? "connects" : "connects in vain");
    record.is_fault = plan != connect_plan::made;
    if (plan == connect_plan::never) {
        async::event forever;
        co_await forever.wait();
    }
    co_await sleep(loop_.executor(), world_.hosts.at(host).latency);
    if (plan == connect_plan::refused) {
        co_return connect_error(http::errc::refused, http::phase::connect, host);
    }
    if (plan == connect_plan::unknown_name) {
        co_return connect_error(http::errc::dns_failed, http::phase::dns, host);
    }
    socket here(loop_.executor());
    socket there(loop_.executor());
    asio::local::connect_pair(here, there);
    ++connections_;
    auto serving = serve(std::move(there), host, open.give_on());
    auto ended = [this](const std::exception_ptr& failed) {
        --connections_;
        if (failed) {
            problems_.emplace_back("a server of the simulation has failed");
        }
    };
    asio::co_spawn(loop_.executor(), std::move(serving), ended);
    co_return net::transport::plain(std::move(here));
}

async::awaitable<void> memory_network::serve(socket with, std::string host, std::size_t first) {
    const duration idle_limit = world_.hosts.at(host).idle_limit;
    open_request begun(*this, first);
    (void)co_await is_readable(with);
    std::string head = peek(with);
    bool goes_on = !head.empty() && co_await reply(with, head, records_[begun.give_on()]);
    while (goes_on) {
        if (co_await stays_quiet(with, idle_limit)) {
            co_return;
        }
        head = peek(with);
        if (head.empty()) {
            co_return;
        }
        request_record& again = records_[begin(host)];
        again.is_on_used_connection = true;
        goes_on = co_await reply(with, head, again);
    }
}

async::awaitable<bool> memory_network::reply(socket& with, const std::string& head, request_record& to) {
    to.path = path_in(head);
    check(head, to);
    const reply_plan plan = plan_for(head, to);
    note(to, "asked: " + plan.name + " " + std::to_string(plan.status));
    to.is_fault = !plan.is_good;
    to.status = plan.status;
    take(with, head.size() - (plan.end == reply_plan::finish::reset ? 1 : 0));
    const bool is_sent = co_await play(with, plan, to);
    to.is_answered = is_sent && plan.status != 0;
    to.retry_after = to.is_answered ? plan.retry_after : std::nullopt;
    if (is_sent && plan.end == reply_plan::finish::stall) {
        (void)co_await is_readable(with);
    }
    to.end = loop_.now();
    note(to, is_sent ? "sent" : "left");
    co_return is_sent&& plan.end == reply_plan::finish::keep;
}

// Whether all of it was sent before the other end went away.
async::awaitable<bool> memory_network::play(socket& with, const reply_plan& plan, request_record& to) {
    for (const auto& each : plan.pieces) {
        if (plan.end == reply_plan::finish::reset) {
            co_await sleep(loop_.executor(), each.after);  // there is something to be read, always
        } else if (!co_await stays_quiet(with, each.after)) {
            co_return false;
        }
        const auto [failed, size] =
            co_await asio::async_write(with, asio::buffer(each.bytes), asio::as_tuple(asio::use_awaitable));
        to.bytes += size;
        if (failed) {
            co_return false;
        }
    }
    co_return true;
}

reply_plan memory_network::plan_for(const std::string& head, const request_record& asked) {
    const std::uint64_t number = asked_[asked.url()]++;
    if (asked.is_robots()) {
        return plan_robots(world_, asked.host, number);
    }
    asked_for what;
    what.url = asked.url();
    what.number = number;
    what.first = first_in(field_in(head, "Range"));
    what.if_range = field_in(head, "If-Range");
    return plan_reply(world_, what);
}

void memory_network::check(const std::string& head, const request_record& asked) {
    if (!head.ends_with("\r\n\r\n") || !head.starts_with("GET ") || field_in(head, "Host") != asked.host) {
        problems_.push_back("no such request was expected by " + asked.host + ": " + head);
    }
    const resource* what = world_.find(asked.url());
    if (what == nullptr && !asked.is_robots()) {
        problems_.push_back(asked.url() + " was asked for, which nobody links to");
    }
    if (world_.what == world::kind::pages && what != nullptr && what->is_private &&
        world_.hosts.at(asked.host).has_robots) {
        problems_.push_back(asked.url() + " was asked for, which robots.txt refuses");
    }
}

}  // namespace trawl::simulation
