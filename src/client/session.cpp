#include "trawl/http/session.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "client/request_head.hpp"
#include "client/response_state.hpp"
#include "http/content_coding.hpp"
#include "http/field_syntax.hpp"
#include "http/method.hpp"
#include "http/redirect.hpp"
#include "net/connection_pool.hpp"
#include "net/resolver.hpp"
#include "net/tls.hpp"
#include "trawl/version.hpp"

namespace trawl::http {

namespace {

using async::clock;
using net::connection_pool;

net::pool_options pool_options(const session_options& options) {
    net::pool_options pool;
    pool.max_per_host = options.max_connections_per_host;
    pool.max_idle = options.max_idle_connections;
    pool.idle_lifetime = options.idle_connection_lifetime;
    pool.replies.max_head_size = options.max_head_size;
    pool.replies.max_fields = options.max_fields;
    pool.connections = options.connections;
    return pool;
}

net::resolver_options resolver_options(const session_options& options) {
    net::resolver_options names;
    switch (options.connections.family) {
        case connect_options::address_family::any:
            break;
        case connect_options::address_family::ipv4:
            names.family = net::address_family::v4;
            break;
        case connect_options::address_family::ipv6:
            names.family = net::address_family::v6;
            break;
    }
    return names;
}

// One request on its way through redirects.
struct journey {
    request what;
    timeouts limits;
    unsigned max_redirects;
    async::deadline total;
    clock::time_point started = clock::now();
    http::trace& told;
    std::vector<std::string> seen;

    journey(request wanted, const session_options& options, http::trace& trail)
        : what(std::move(wanted)),
          limits(what.limits.value_or(options.timeouts)),
          max_redirects(what.max_redirects.value_or(options.max_redirects)),
          total(limits.total ? async::deadline::after(*limits.total) : async::deadline::never()),
          told(trail) {
        told = http::trace();
        if (const auto credentials = basic_authorization(what.target);
            credentials && !what.fields.contains("Authorization")) {
            what.fields.add("Authorization", *credentials);
        }
    }

    // However it ends, a cancellation included.
    ~journey() { told.took.total = clock::now() - started; }
    journey(const journey&) = delete;
    journey& operator=(const journey&) = delete;

    // Turns the request into the one that a reply redirects to; false if that reply is the final one.
    result<bool> follow(const net::reply_head& reply) {
        if (max_redirects == 0) {
            return false;
        }
        const result<std::optional<redirect>> next =
            next_redirect(reply.status, what.method, reply.fields, what.target);
        if (!next) {
            return next.error();
        }
        if (!*next) {
            return false;
        }
        const redirect& step = **next;
        if (told.redirects.size() == max_redirects) {
            return error(errc::too_many_redirects, phase::redirect, {}, "over " + std::to_string(max_redirects));
        }
        if (seen.empty()) {
            seen.push_back(redirect_key(what.method, what.target));
        }
        std::string key = redirect_key(step.method, step.target);
        if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
            return error(errc::redirect_loop, phase::redirect, {}, step.target.redacted());
        }
        seen.push_back(std::move(key));
        adapt_fields(what.fields, step);
        if (!step.keeps_body) {
            what.body.reset();
        }
        what.method = step.method;
        what.target = step.target;
        return true;
    }
};

}  // namespace

class session::impl {
public:
    impl(boost::asio::any_io_executor executor, session_options options)
        : options_(std::move(options)),
          names_(executor, resolver_options(options_)),
          tls_(options_.tls),
          pool_(executor, names_, tls_, pool_options(options_)) {}

    async::awaitable<result<response>> send(request what, http::trace* told);

    void close_idle() noexcept { pool_.close_idle(); }

    counts statistics() const noexcept {
        return {pool_.made_count(), requests_, pool_.open_count(), pool_.idle_count()};
    }

private:
    using reply = result<std::unique_ptr<response_state>>;

    async::awaitable<reply> send_once(const journey& at);
    void write_head(std::string& into, const request& what) const;

    session_options options_;
    net::resolver names_;
    net::tls_context tls_;
    connection_pool pool_;
    std::uint64_t requests_ = 0;
};

async::awaitable<result<response>> session::impl::send(request what, http::trace* told) {
    http::trace own;
    journey at(std::move(what), options_, told != nullptr ? *told : own);
    for (;;) {
        const clock::time_point started = clock::now();
        reply came = co_await send_once(at);
        if (!came) {
            co_return came.error();
        }
        std::unique_ptr<response_state> state = std::move(*came);
        const result<bool> moved = at.follow(state->head);
        if (!moved) {
            at.told.redirects.push_back({state->head.status, state->where, at.told.took});
            co_return moved.error();
        }
        if (!*moved) {
            at.told.took.total = clock::now() - at.started;
            state->trace = at.told;
            state->open_body(options_.accept_codings,
                             {.max_expansion = options_.max_expansion, .max_size = options_.max_body_size});
            co_return response(std::move(state));
        }
        co_await state->drain();
        at.told.took.total = clock::now() - started;
        at.told.redirects.push_back({state->head.status, state->where, std::exchange(at.told.took, {})});
    }
}

// Sends it once; twice if an idle connection turns out dead before the reply has begun (RFC 9112 section 9.3.1).
async::awaitable<session::impl::reply> session::impl::send_once(const journey& at) {
    const request& what = at.what;
    const net::connect_limits to_connect{at.total, at.limits.dns, at.limits.connect, at.limits.tls};
    const net::exchange_limits to_exchange{at.total, at.limits.first_byte, at.limits.idle};
    for (connection_pool::wanted kind = connection_pool::wanted::any;; kind = connection_pool::wanted::fresh) {
        std::optional<connection_pool::lease> from = pool_.try_acquire(what.target, nullptr, kind);
        if (!from) {
            result<connection_pool::lease> made =
                co_await pool_.acquire(what.target, nullptr, to_connect, kind, at.told);
            if (!made) {
                co_return made.error();
            }
            from.emplace(std::move(*made));
        }
        net::connection& peer = **from;
        at.told.reused = from->was_used();
        if (const auto& address = peer.stream().remote_endpoint().address(); !address.is_unspecified()) {
            at.told.remote = address;
        }
        write_head(peer.begin(what.method == "HEAD", to_exchange), what);
        if (list_contains(what.fields, "Connection", "close")) {
            peer.make_last();
        }
        ++requests_;
        net::reply_head head;
        const clock::time_point started = clock::now();
        const result<void> done = co_await peer.exchange(what.body, head);
        at.told.took.ttfb = clock::now() - started;
        if (done) {
            co_return std::make_unique<response_state>(std::move(*from), std::move(head), what.target, at.started);
        }
        const error failure = done.error();
        const bool is_dead =
            from->was_used() && !peer.reply_began() && (failure.code == errc::closed || failure.code == errc::reset);
        if (!is_dead || (peer.request_began() && !is_idempotent(what.method))) {
            co_return failure;
        }
    }
}

void session::impl::write_head(std::string& into, const request& what) const {
    const std::string_view codings = options_.accept_codings ? accepted_codings : "identity";
    std::optional<std::size_t> body_size;
    if (what.body != nullptr) {
        body_size = what.body->size();
    }
    append_request_head(into, {what.method, what.target, what.fields, options_.user_agent, codings, body_size});
}

session::session(boost::asio::any_io_executor executor, session_options options)
    : impl_(std::make_unique<impl>(std::move(executor), std::move(options))) {
}

session::~session() = default;

async::awaitable<result<response>> session::send(request what, http::trace* told) {
    return impl_->send(std::move(what), told);
}

void session::close_idle() noexcept {
    impl_->close_idle();
}

session::counts session::statistics() const noexcept {
    return impl_->statistics();
}

}  // namespace trawl::http
