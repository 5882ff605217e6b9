#include "client/journey.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "url/percent.hpp"

namespace trawl::http {

namespace {

using async::clock;
using std::chrono::system_clock;

}  // namespace

journey::journey(request&& wanted, const session_options& options, nonce_memory& nonces, http::trace& trail)
    : limits(wanted.limits.value_or(options.timeouts)),
      total(limits.total ? async::deadline::after(*limits.total) : async::deadline::never()),
      told(trail),
      options_(options),
      nonces_(nonces),
      jar_(wanted.cookies != nullptr ? wanted.cookies.get() : options.cookies.get()),
      what_(std::move(wanted)),
      is_abroad_(what_.is_abroad),
      max_redirects_(what_.max_redirects.value_or(options.max_redirects)) {
    told = http::trace();
    choose_login();
    choose_proxy();
}

journey::~journey() {
    told.took.total = clock::now() - started;
}

void journey::choose_login() {
    const bool is_in_url = !what_.target.username().empty() || !what_.target.password().empty();
    if ((!what_.login && !is_in_url) || what_.fields.contains("Authorization")) {
        return;
    }
    credentials who;
    if (what_.login) {
        who = *std::exchange(what_.login, std::nullopt);
    } else {
        who.username = percent_decoded(what_.target.username());
        who.password = percent_decoded(what_.target.password());
    }
    login_.emplace(std::move(who), nonces_);
}

void journey::choose_proxy() {
    const proxy_rules& rules = options_.proxies;
    if (rules.for_http || rules.for_https) {
        through_ = rules.choose(what_.target);
    }
}

std::string journey::authorization() {
    return login_ ? login_->authorization(what_.method, what_.target) : std::string();
}

const std::string& journey::cookies() {
    if (jar_ != nullptr) {
        cookies_ =
            what_.fields.contains("Cookie") ? std::string() : jar_->cookies_for(what_.target, system_clock::now());
    }
    return cookies_;
}

bool journey::take_in(const net::reply_head& reply) {
    if (jar_ != nullptr || what_.set_cookies != nullptr) {
        for (std::size_t i = 0; i < reply.fields.size(); ++i) {
            if (const headers::field field = reply.fields[i]; same_name(field.name, "Set-Cookie")) {
                keep_cookie(field.value);
            }
        }
    }
    return login_ && login_->answers(reply.status, reply.fields, what_.target);
}

void journey::keep_cookie(std::string_view value) {
    if (jar_ != nullptr) {
        jar_->store(what_.target, value, system_clock::now());
    }
    if (what_.set_cookies != nullptr) {
        what_.set_cookies->emplace_back(value);
    }
}

result<bool> journey::follow(const net::reply_head& reply) {
    if (max_redirects_ == 0) {
        return false;
    }
    const result<std::optional<redirect>> next = next_redirect(reply.status, what_.method, reply.fields, what_.target);
    if (!next) {
        return next.error();
    }
    if (!*next) {
        return false;
    }
    const redirect& step = **next;
    if (told.redirects.size() == max_redirects_) {
        return error(errc::too_many_redirects, phase::redirect, {}, "over " + std::to_string(max_redirects_));
    }
    if (seen_.empty()) {
        seen_.push_back(key());
    }
    go_to(step);
    if (std::find(seen_.begin(), seen_.end(), key()) != seen_.end()) {
        return error(errc::redirect_loop, phase::redirect, {}, step.target.redacted());
    }
    seen_.push_back(key());
    return true;
}

async::awaitable<void> journey::wait_for_turn() {
    if (what_.before_next) {
        co_await what_.before_next(what_.target);
    }
}

void journey::go_to(const redirect& step) {
    adapt_fields(what_.fields, step);
    if (!step.same_origin) {
        is_abroad_ = true;
        login_.reset();
    } else if (login_) {
        login_->move_on();
    }
    if (!step.keeps_body) {
        what_.body.reset();
    }
    what_.method = step.method;
    what_.target = step.target;
    choose_proxy();
    (void)cookies();
}

}  // namespace trawl::http
