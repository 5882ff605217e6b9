#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/login.hpp"
#include "http/redirect.hpp"
#include "net/head_parser.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/async/deadline.hpp"
#include "trawl/http/error.hpp"
#include "trawl/http/proxy.hpp"
#include "trawl/http/session.hpp"
#include "trawl/http/trace.hpp"

namespace trawl::http {

/// One request on its way through redirects and refusals: what is to be sent next, and what its credentials may be shown
/// to.
///
/// Lifetime    The options, the memory and the trace must outlive it. However it ends, a cancellation included, the
///             trace's total is there then.
class journey {
public:
    journey(request&& wanted, const session_options& options, nonce_memory& nonces, http::trace& trail);
    ~journey();
    journey(const journey&) = delete;
    journey& operator=(const journey&) = delete;

    [[nodiscard]] const request& what() const noexcept { return what_; }
    /// The proxy that it goes through; null: none.
    [[nodiscard]] const proxy* through() const noexcept { return through_ ? &*through_ : nullptr; }
    /// Whether it is at another origin than its caller named. What was given for that one is left behind then, and stays
    /// so when a redirect leads back.
    [[nodiscard]] bool is_abroad() const noexcept { return is_abroad_; }

    /// Of the request to be sent now, each time that it is sent; empty: none.
    [[nodiscard]] std::string authorization();
    [[nodiscard]] const std::string& cookies();

    /// Keeps the cookies of a reply. Whether it refused us, and the request is to be sent again with the answer to that.
    [[nodiscard]] bool take_in(const net::reply_head& reply);

    /// Turns the request into the one that a reply redirects to; false if that reply is the final one. To be asked
    /// for the same again with the same cookies is a loop; with others it is how sites see whether cookies are kept.
    [[nodiscard]] result<bool> follow(const net::reply_head& reply);

    /// Until its caller lets what is to be sent next go.
    [[nodiscard]] async::awaitable<void> wait_for_turn();

    const timeouts limits;
    const async::deadline total;
    const async::clock::time_point started = async::clock::now();
    http::trace& told;

private:
    void choose_login();
    void choose_proxy();
    void keep_cookie(std::string_view value);
    void go_to(const redirect& step);
    [[nodiscard]] std::string key() const { return redirect_key(what_.method, what_.target) + ' ' + cookies_; }

    const session_options& options_;
    nonce_memory& nonces_;
    cookie_jar* jar_;  // null: none
    request what_;
    std::optional<login> login_;
    std::optional<proxy> through_;
    bool is_abroad_;
    std::string cookies_;
    unsigned max_redirects_;
    std::vector<std::string> seen_;
};

}  // namespace trawl::http
