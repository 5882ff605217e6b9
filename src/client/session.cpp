#include "trawl/http/session.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "client/journey.hpp"
#include "client/request_head.hpp"
#include "client/response_state.hpp"
#include "http/content_coding.hpp"
#include "http/field_syntax.hpp"
#include "http/method.hpp"
#include "net/connection_pool.hpp"
#include "net/dialer.hpp"
#include "net/proxy_tunnel.hpp"
#include "net/resolver.hpp"
#include "net/tls.hpp"
#include "trawl/version.hpp"

namespace trawl::http {

namespace {

using async::clock;
using net::connection_pool;

constexpr int proxy_authentication_required = 407;

net::pool_options pool_options(const session_options& options, net::tls_context* proxy_tls) {
    net::pool_options pool;
    pool.max_per_host = options.max_connections_per_host;
    pool.max_idle = options.max_idle_connections;
    pool.idle_lifetime = options.idle_connection_lifetime;
    pool.replies.max_head_size = options.max_head_size;
    pool.replies.max_fields = options.max_fields;
    pool.connections = options.connections;
    pool.proxy_tls = proxy_tls;
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

// Without a client certificate, where the options name one.
std::unique_ptr<net::tls_context> anonymous_tls(const tls_options& given) {
    if (given.certificate_file.empty()) {
        return nullptr;
    }
    tls_options bare = given;
    bare.certificate_file.clear();
    bare.key_file.clear();
    return std::make_unique<net::tls_context>(bare);
}

}  // namespace

class session::impl {
public:
    impl(boost::asio::any_io_executor executor, session_options options)
        : options_(std::move(options)),
          names_(executor, resolver_options(options_)),
          tls_(options_.tls),
          anonymous_tls_(anonymous_tls(options_.tls)),
          pool_(executor, names_, tls_, pool_options(options_, anonymous_tls_.get())) {
        if (anonymous_tls_ != nullptr) {
            anonymous_pool_.emplace(executor, names_, *anonymous_tls_, pool_options(options_, anonymous_tls_.get()));
        }
    }

    async::awaitable<result<response>> send(request what, http::trace* told);

    void close_idle() noexcept {
        pool_.close_idle();
        if (anonymous_pool_) {
            anonymous_pool_->close_idle();
        }
    }

    counts statistics() const noexcept {
        counts all{pool_.made_count(), requests_, pool_.open_count(), pool_.idle_count()};
        if (anonymous_pool_) {
            all.connections_made += anonymous_pool_->made_count();
            all.connections_open += anonymous_pool_->open_count();
            all.connections_idle += anonymous_pool_->idle_count();
        }
        return all;
    }

private:
    using reply = result<std::unique_ptr<response_state>>;

    async::awaitable<reply> send_once(journey& at);
    connection_pool& pool_for(const journey& at) noexcept;
    void begin(const connection_pool::lease& by, journey& at);
    void write_head(std::string& into, journey& at, bool is_forwarded) const;

    session_options options_;
    nonce_memory nonces_;
    net::resolver names_;
    net::tls_context tls_;
    // For all but the origins that requests name, where these are shown a client certificate; else there is none.
    std::unique_ptr<net::tls_context> anonymous_tls_;
    connection_pool pool_;
    std::optional<connection_pool> anonymous_pool_;
    std::uint64_t requests_ = 0;
};

async::awaitable<result<response>> session::impl::send(request what, http::trace* told) {
    http::trace own;
    journey at(std::move(what), options_, nonces_, told != nullptr ? *told : own);
    clock::time_point started = at.started;
    for (;;) {
        reply came = co_await send_once(at);
        if (!came) {
            co_return came.error();
        }
        std::unique_ptr<response_state> state = std::move(*came);
        if (at.take_in(state->head)) {
            co_await state->drain();
            state.reset();
            co_await at.wait_for_turn();
            continue;
        }
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
        const clock::time_point now = clock::now();
        at.told.took.total = now - std::exchange(started, now);
        at.told.redirects.push_back({state->head.status, state->where, std::exchange(at.told.took, {})});
        state.reset();
        co_await at.wait_for_turn();
    }
}

// Sends it once; twice if an idle connection turns out dead before the reply has begun (RFC 9112 section 9.3.1).
async::awaitable<session::impl::reply> session::impl::send_once(journey& at) {
    const request& what = at.what();
    connection_pool& pool = pool_for(at);
    const net::connect_limits to_connect{at.total, at.limits.dns, at.limits.connect, at.limits.tls};
    for (connection_pool::wanted kind = connection_pool::wanted::any;; kind = connection_pool::wanted::fresh) {
        std::optional<connection_pool::lease> from = pool.try_acquire(what.target, at.through(), kind);
        if (!from) {
            result<connection_pool::lease> made =
                co_await pool.acquire(what.target, at.through(), to_connect, kind, at.told);
            if (!made) {
                co_return made.error();
            }
            from.emplace(std::move(*made));
        }
        net::connection& peer = **from;
        begin(*from, at);
        net::reply_head head;
        const clock::time_point started = clock::now();
        const result<void> done = co_await peer.exchange(what.body, head);
        const clock::time_point ended = clock::now();
        at.told.took.ttfb = ended - started;
        if (done && head.status == proxy_authentication_required && from->is_forwarded()) {
            co_return net::proxy_refusal(*at.through(), head);
        }
        if (done) {
            co_return std::make_unique<response_state>(std::move(*from), std::move(head), what.target, at.started,
                                                       ended);
        }
        const error failure = done.error();
        const bool is_dead =
            from->was_used() && !peer.reply_began() && (failure.code == errc::closed || failure.code == errc::reset);
        if (!is_dead || (peer.request_began() && !is_idempotent(what.method))) {
            co_return failure;
        }
    }
}

// Tells of the connection, and writes the head.
void session::impl::begin(const connection_pool::lease& by, journey& at) {
    const request& what = at.what();
    net::connection& peer = *by;
    at.told.reused = by.was_used();
    if (const auto& address = peer.stream().remote_endpoint().address(); !address.is_unspecified()) {
        at.told.remote = address;
    }
    if (what.wants_tls_facts && at.told.redirects.empty() && what.target.is_https()) {
        at.told.tls_facts = peer.stream().tls_facts();
    }
    const net::exchange_limits limits{at.total, at.limits.first_byte, at.limits.idle};
    std::string& head = peer.begin(what.method == "HEAD", limits);
    write_head(head, at, by.is_forwarded());
    if (what.sent_head != nullptr) {
        *what.sent_head = head;
    }
    if (list_contains(what.fields, "Connection", "close")) {
        peer.make_last();
    }
    ++requests_;
}

connection_pool& session::impl::pool_for(const journey& at) noexcept {
    return at.is_abroad() && anonymous_pool_ ? *anonymous_pool_ : pool_;
}

void session::impl::write_head(std::string& into, journey& at, bool is_forwarded) const {
    const request& what = at.what();
    const std::string_view codings = options_.accept_codings ? accepted_codings : "identity";
    std::optional<std::size_t> body_size;
    if (what.body != nullptr) {
        body_size = what.body->size();
    }
    const std::string authorization = at.authorization();
    const std::string for_proxy = is_forwarded ? net::proxy_authorization(*at.through()).value_or("") : std::string();
    append_request_head(into, {what.method, what.target, what.fields, options_.user_agent, codings, body_size,
                               authorization, at.cookies(), for_proxy, is_forwarded});
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
