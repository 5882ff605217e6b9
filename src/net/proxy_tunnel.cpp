#include "net/proxy_tunnel.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/system/system_error.hpp>

#include "http/auth_basic.hpp"
#include "http/auth_challenge.hpp"
#include "net/errors.hpp"
#include "net/socks5.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::net {
namespace {

using http::phase;

constexpr std::size_t max_reply = std::size_t{64} << 10U;
constexpr std::size_t max_fields = 1000;
constexpr std::size_t max_reason = 100;
constexpr std::size_t piece = 1024;

http::error refused(std::string why) {
    return {http::errc::proxy, phase::proxy, {}, std::move(why)};
}

http::error ended(const boost::system::error_code& how, bool in_reply) {
    http::error failure = to_error(how, phase::proxy);
    if (failure.code == http::errc::closed && in_reply) {
        return refused("its reply was cut short");
    }
    return failure;
}

async::awaitable<http::result<void>> say(transport& over, std::string_view what) {
    const transport::buffers bytes{boost::asio::buffer(what.data(), what.size())};
    const io_result sent = co_await over.write(bytes);
    if (sent.error) {
        co_return to_error(sent.error, phase::proxy);
    }
    co_return http::result<void>();
}

std::string connect_head(const http::proxy& by, const host_port& to) {
    const std::string target = text(to);
    std::string head = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    if (const auto login = proxy_authorization(by)) {
        head += "Proxy-Authorization: " + *login + "\r\n";
    }
    return head + "\r\n";
}

// Behind the empty line that ends the first head; npos: it is not all there.
std::size_t end_of_head(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        const std::string_view rest = text.substr(at + 1);
        if (rest.starts_with("\n")) {
            return at + 2;
        }
        if (rest.starts_with("\r\n")) {
            return at + 3;
        }
    }
    return std::string_view::npos;
}

std::string printable(std::string_view reason) {
    std::string result(reason.substr(0, max_reason));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

std::string login_trouble(const reply_head& reply, const http::proxy& by) {
    const auto offered = http::auth_challenges(reply.fields, "Proxy-Authenticate");
    const auto is_basic = [](const http::auth_challenge& one) { return http::same_name(one.scheme, "Basic"); };
    if (!offered.empty() && std::none_of(offered.begin(), offered.end(), is_basic)) {
        return "it wants a login by " + printable(offered.front().scheme) + ", and we have Basic only";
    }
    return proxy_authorization(by) ? "it does not take this user name and password"
                                   : "it wants a user name and password";
}

std::string refusal(const reply_head& reply, const http::proxy& by) {
    std::string why = std::to_string(reply.status);
    if (!reply.reason.empty()) {
        why += ' ' + printable(reply.reason);
    }
    // Some say 401 to a wrong password.
    if (reply.status == 407 || reply.status == 401) {
        why += " (" + login_trouble(reply, by) + ')';
    }
    return why;
}

http::error named(http::error failure, const http::proxy& by) {
    const std::string proxy = text(host_port(by.host, by.port));
    failure.detail = failure.detail.empty() ? proxy : proxy + ": " + failure.detail;
    return failure;
}

// nullopt: there must be more. Interim replies are taken off.
std::optional<http::result<void>> judge(std::string& got, const http::proxy& by) {
    for (;;) {
        const std::size_t end = end_of_head(got);
        if (end == std::string_view::npos) {
            // What speaks another protocol may never send an empty line.
            const std::string_view start = "HTTP/";
            if (!got.starts_with(start.substr(0, got.size()))) {
                return refused("its reply is not HTTP");
            }
            return std::nullopt;
        }
        reply_head reply;
        if (const auto parsed = parse_head(std::string_view(got).substr(0, end), max_fields, reply); !parsed) {
            return refused("its reply is not HTTP: " + parsed.error().detail);
        }
        if (reply.status >= 200 && reply.status < 300) {
            // The target speaks only when it is spoken to: these bytes are nobody's.
            return got.size() == end ? http::result<void>() : refused("it sent more than its reply");
        }
        if (reply.status >= 200 || reply.status == 101) {
            return refused(refusal(reply, by));
        }
        got.erase(0, end);
    }
}

async::awaitable<http::result<void>> connect_by_http(transport& over, const http::proxy& by, host_port to) {
    const std::string head = connect_head(by, to);
    const http::result<void> asked = co_await say(over, head);
    if (!asked) {
        co_return asked.error();
    }
    std::string got;
    std::array<char, piece> bytes{};
    for (std::size_t all = 0; all < max_reply;) {
        const io_result read = co_await over.read_some(boost::asio::buffer(bytes));
        if (read.error) {
            co_return ended(read.error, all > 0);
        }
        all += read.size;
        got.append(bytes.data(), read.size);
        if (const auto answer = judge(got, by)) {
            co_return *answer;
        }
    }
    co_return refused("its reply has over " + std::to_string(max_reply >> 10U) + " KiB");
}

async::awaitable<http::result<void>> connect_by_socks(transport& over, const http::proxy& by, host_port to) {
    const http::result<void> possible = socks5::check(to, by.username, by.password);
    if (!possible) {
        co_return possible.error();
    }
    socks5 talk(to, by.username, by.password);
    std::array<char, 512> bytes{};
    for (bool began = false; talk.wanted() > 0; began = true) {
        const std::string ours = talk.output();
        if (!ours.empty()) {
            const http::result<void> said = co_await say(over, ours);
            if (!said) {
                co_return said.error();
            }
        }
        // Never more than it wants: what follows is the target's.
        for (std::size_t had = 0; had < talk.wanted();) {
            const io_result read =
                co_await over.read_some(boost::asio::buffer(bytes.data() + had, talk.wanted() - had));
            if (read.error) {
                co_return ended(read.error, began || had > 0);
            }
            had += read.size;
        }
        const http::result<void> taken = talk.take(std::string_view(bytes.data(), talk.wanted()));
        if (!taken) {
            co_return taken.error();
        }
    }
    co_return http::result<void>();
}

}  // namespace

async::awaitable<http::result<void>> open_tunnel(transport& over, const http::proxy& by, host_port to,
                                                 async::deadline limit) {
    const bool is_http = by.kind == http::proxy_kind::http || by.kind == http::proxy_kind::https;
    auto talk = is_http ? connect_by_http(over, by, std::move(to)) : connect_by_socks(over, by, std::move(to));
    std::optional<http::error> failure;
    try {
        const http::result<void> done = co_await async::with_timeout(std::move(talk), limit);
        if (!done) {
            failure = done.error();
        }
    } catch (const boost::system::system_error& late) {
        if (late.code() != async::async_errc::timed_out) {
            throw;
        }
        failure = to_error({}, phase::proxy, true);
    }
    if (!failure) {
        co_return http::result<void>();
    }
    co_return named(std::move(*failure), by);
}

http::error proxy_refusal(const http::proxy& by, const reply_head& reply) {
    return named(refused(refusal(reply, by)), by);
}

std::optional<std::string> proxy_authorization(const http::proxy& of) {
    if (of.username.empty() && of.password.empty()) {
        return std::nullopt;
    }
    return http::basic_authorization(of.username, of.password);
}

}  // namespace trawl::net
