#include "net/resolver.hpp"

#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "net/address_cache.hpp"
#include "net/errors.hpp"
#include "net/lookup_threads.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/event.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;
using addresses = std::vector<ip::address>;
using answer = http::result<addresses>;

bool is_localhost(std::string_view host) {
    if (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    return host == "localhost" || host.ends_with(".localhost");
}

addresses loopback(address_family family) {
    addresses result;
    if (family != address_family::v4) {
        result.emplace_back(ip::address_v6::loopback());
    }
    if (family != address_family::v6) {
        result.emplace_back(ip::address_v4::loopback());
    }
    return result;
}

http::error failure(boost::system::error_code code, const std::string& host) {
    return to_error(code, http::phase::dns, false, host);
}

}  // namespace

class resolver::impl : public std::enable_shared_from_this<impl> {
public:
    impl(async::executor executor, resolver_options options)
        : family_(options.family),
          found_lifetime_(options.found_lifetime),
          not_found_lifetime_(options.not_found_lifetime),
          cache_(options.max_cached),
          threads_(std::move(executor), std::move(options.lookup), options.family, options.max_threads) {}

    async::awaitable<answer> resolve(std::string host, async::deadline limit);

private:
    /// One look-up under way, and those who wait for it.
    struct flight {
        std::shared_ptr<lookup_threads::job> job;
        std::size_t waiters = 0;
        async::event landed;
        lookup_answer answer;
    };
    class passenger;

    std::shared_ptr<flight> board(const std::string& host);
    void leave(const std::string& host, flight& from);
    void land(const std::string& host, lookup_answer what);

    const address_family family_;
    const async::clock::duration found_lifetime_;
    const async::clock::duration not_found_lifetime_;
    address_cache cache_;
    std::unordered_map<std::string, std::shared_ptr<flight>> flights_;
    lookup_threads threads_;
};

class resolver::impl::passenger {
public:
    passenger(impl& owner, const std::string& host) : owner_(owner), host_(host), flight_(owner.board(host)) {}
    passenger(const passenger&) = delete;
    passenger& operator=(const passenger&) = delete;
    ~passenger() { owner_.leave(host_, *flight_); }

    [[nodiscard]] async::awaitable<void> wait() const { return flight_->landed.wait(); }
    [[nodiscard]] const lookup_answer& answer() const noexcept { return flight_->answer; }

private:
    impl& owner_;
    const std::string& host_;
    std::shared_ptr<flight> flight_;
};

std::shared_ptr<resolver::impl::flight> resolver::impl::board(const std::string& host) {
    auto& known = flights_[host];
    if (!known) {
        auto fresh = std::make_shared<flight>();
        try {
            fresh->job = threads_.start(host, [weak = weak_from_this(), host](lookup_answer what) {
                if (const auto self = weak.lock()) {
                    self->land(host, std::move(what));
                }
            });
        } catch (const std::system_error& no_thread) {
            flights_.erase(host);
            fresh->answer.error = {no_thread.code().value(), boost::system::system_category()};
            fresh->landed.set();
            ++fresh->waiters;
            return fresh;
        }
        known = std::move(fresh);
    }
    ++known->waiters;
    return known;
}

void resolver::impl::leave(const std::string& host, flight& from) {
    if (--from.waiters == 0 && !from.landed.is_set() && threads_.withdraw(from.job)) {
        flights_.erase(host);
    }
}

void resolver::impl::land(const std::string& host, lookup_answer what) {
    const auto now = async::clock::now();
    if (!what.error && what.addresses.empty()) {
        what.error = boost::asio::error::host_not_found;
    }
    if (!what.error) {
        cache_.put(host, what.addresses, now + found_lifetime_);
    } else if (what.error == boost::asio::error::host_not_found) {
        cache_.put(host, {}, now + not_found_lifetime_);
    }
    const auto ended = flights_.extract(host);
    ended.mapped()->answer = std::move(what);
    ended.mapped()->landed.set();
}

async::awaitable<answer> resolver::impl::resolve(std::string host, async::deadline limit) {
    boost::system::error_code no_literal;
    if (const auto literal = ip::make_address(host, no_literal); !no_literal) {
        co_return addresses{literal};
    }
    if (is_localhost(host)) {
        co_return loopback(family_);
    }
    if (const auto* known = cache_.find(host, async::clock::now())) {
        if (known->empty()) {
            co_return failure(boost::asio::error::host_not_found, host);
        }
        co_return *known;
    }
    // A frame that is destroyed late, with its io_context, must still find us.
    const auto self = shared_from_this();
    const passenger waiting(*this, host);
    try {
        co_await async::with_timeout(waiting.wait(), limit);
    } catch (const boost::system::system_error& late) {
        if (late.code() != async::async_errc::timed_out) {
            throw;
        }
        co_return to_error({}, http::phase::dns, true, host);
    }
    if (waiting.answer().error) {
        co_return failure(waiting.answer().error, host);
    }
    co_return waiting.answer().addresses;
}

resolver::resolver(async::executor executor, resolver_options options)
    : impl_(std::make_shared<impl>(std::move(executor), std::move(options))) {
}

resolver::~resolver() = default;

async::awaitable<http::result<std::vector<ip::address>>> resolver::resolve(std::string host, async::deadline limit) {
    return impl_->resolve(std::move(host), limit);
}

}  // namespace trawl::net
