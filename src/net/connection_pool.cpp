#include "net/connection_pool.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include <boost/system/system_error.hpp>

#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::net {

namespace {

using async::clock;

// Lengths before what may hold anything: no two proxies have the same.
void append_key(std::string& to, const http::proxy& what) {
    to += " by " + std::to_string(static_cast<int>(what.kind)) + ' ' + what.host + ' ' + std::to_string(what.port);
    if (!what.username.empty() || !what.password.empty()) {
        to += ' ' + std::to_string(what.username.size()) + ' ' + what.username + ' ' + what.password;
    }
}

}  // namespace

connection_pool::place::place(connection_pool& owner, origin& where) noexcept : pool(&owner), at(&where) {
    ++where.users;
}

connection_pool::place::place(place&& other) noexcept
    : pool(std::exchange(other.pool, nullptr)), at(other.at), slot(std::move(other.slot)) {
}

connection_pool::place::~place() {
    if (pool != nullptr) {
        slot.release();
        --at->users;
        pool->forget_if_unused(*at);
    }
}

connection_pool::lease::lease(place&& mine, std::unique_ptr<connection> what, bool was_used) noexcept
    : place_(std::move(mine)), connection_(std::move(what)), was_used_(was_used) {
    ++place_.pool->leased_;
}

connection_pool::lease::~lease() {
    if (connection_ != nullptr) {
        --place_.pool->leased_;
        if (connection_->is_reusable()) {
            place_.pool->park(*place_.at, std::move(connection_));
        }
    }
}

connection_pool::connection_pool(async::executor executor, resolver& names, tls_context& tls, pool_options options)
    : options_(std::move(options)),
      dialer_(names, tls, options_.proxy_tls != nullptr ? *options_.proxy_tls : tls, std::move(options_.connections)),
      guard_(std::move(executor)),
      sweeper_(
          guard_, [](void* self) noexcept { static_cast<connection_pool*>(self)->sweep(); }, this) {
    assert(options_.max_per_host > 0);
}

connection_pool::~connection_pool() {
    close_idle();
    assert(origins_.empty());
}

std::optional<connection_pool::lease> connection_pool::try_acquire(const http::url& where, const http::proxy* through,
                                                                   wanted kind) {
    const auto found = origins_.find(key_of(where, through));
    if (kind == wanted::fresh || found == origins_.end()) {
        return std::nullopt;
    }
    place mine(*this, found->second);
    if (auto slot = mine.at->slots.try_acquire()) {
        mine.slot = std::move(*slot);
        if (std::unique_ptr<connection> idle = take_idle(*mine.at)) {
            return lease(std::move(mine), std::move(idle), true);
        }
    }
    return std::nullopt;
}

async::awaitable<http::result<connection_pool::lease>> connection_pool::acquire(http::url where,
                                                                                const http::proxy* through,
                                                                                connect_limits limits, wanted kind,
                                                                                http::trace& told) {
    place mine(*this, origin_of(where, through));
    if (auto slot = mine.at->slots.try_acquire()) {
        mine.slot = std::move(*slot);
    } else {
        // One before it turned out dead, or was refused for want of a login, may have been waited for, too.
        const clock::time_point started = clock::now() - told.took.queue.value_or(clock::duration::zero());
        try {
            mine.slot = co_await async::with_timeout(mine.at->slots.acquire(), limits.total);
        } catch (const boost::system::system_error& failure) {
            told.took.queue = clock::now() - started;
            if (failure.code() == async::async_errc::timed_out) {
                co_return http::error(http::errc::timed_out, http::phase::queue);
            }
            throw;
        }
        told.took.queue = clock::now() - started;
    }
    if (kind == wanted::fresh) {
        close_idle_of(*mine.at);
    } else if (std::unique_ptr<connection> idle = take_idle(*mine.at)) {
        co_return lease(std::move(mine), std::move(idle), true);
    }
    http::result<transport> made = co_await dialer_.dial(std::move(where), through, limits, told);
    if (!made) {
        co_return made.error();
    }
    ++made_;
    co_return lease(std::move(mine), std::make_unique<connection>(std::move(*made), guard_, options_.replies), false);
}

void connection_pool::close_idle() noexcept {
    while (!idle_.empty()) {
        close_oldest();
    }
    sweeper_.disarm();
}

const std::string& connection_pool::key_of(const http::url& where, const http::proxy* through) {
    key_ = where.is_https() ? "https://" : "http://";
    key_ += where.host_field();
    if (through != nullptr) {
        append_key(key_, *through);
    }
    return key_;
}

connection_pool::origin& connection_pool::origin_of(const http::url& where, const http::proxy* through) {
    const auto [place, is_new] = origins_.try_emplace(key_of(where, through), options_.max_per_host);
    place->second.key = &place->first;
    place->second.is_forwarded = through != nullptr && dialer_.forwards(where, *through);
    return place->second;
}

std::unique_ptr<connection> connection_pool::take_idle(origin& at) {
    while (!at.idle.empty()) {
        std::unique_ptr<connection> what = std::move(at.idle.back()->what);
        idle_.erase(at.idle.back());
        at.idle.pop_back();
        if (!what->is_stale()) {
            return what;
        }
    }
    return nullptr;
}

void connection_pool::park(origin& at, std::unique_ptr<connection> what) {
    what->rest();
    const clock::time_point now = clock::now();
    at.idle.push_back(idle_.insert(idle_.end(), idle_connection{&at, std::move(what), now}));
    if (idle_.size() > options_.max_idle) {
        close_oldest();
    }
    if (!sweeper_.is_armed()) {
        sweeper_.arm(async::deadline::at(now + options_.idle_lifetime));
    }
}

void connection_pool::close_idle_of(origin& at) noexcept {
    for (const idle_list::iterator& idle : at.idle) {
        idle_.erase(idle);
    }
    at.idle.clear();
}

void connection_pool::close_oldest() noexcept {
    origin& at = *idle_.front().at;
    // The oldest of all is the oldest of its origin.
    assert(at.idle.front() == idle_.begin());
    at.idle.erase(at.idle.begin());
    idle_.pop_front();
    forget_if_unused(at);
}

void connection_pool::sweep() noexcept {
    const clock::time_point now = clock::now();
    while (!idle_.empty() && idle_.front().since + options_.idle_lifetime <= now) {
        close_oldest();
    }
    if (!idle_.empty()) {
        sweeper_.arm(async::deadline::at(idle_.front().since + options_.idle_lifetime));
    }
}

void connection_pool::forget_if_unused(origin& at) noexcept {
    if (at.users == 0 && at.idle.empty()) {
        origins_.erase(origins_.find(*at.key));
    }
}

}  // namespace trawl::net
