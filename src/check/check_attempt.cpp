#include "check/check_attempt.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "check/body_text.hpp"
#include "check/check_body.hpp"
#include "check/check_request.hpp"
#include "check/judging.hpp"
#include "fetch/reply_notes.hpp"
#include "trawl/async/cancellation.hpp"

namespace trawl::check {

namespace {

using async::clock;
using std::chrono::system_clock;

constexpr int too_many_requests = 429;

bool is_success(int status) noexcept {
    return status >= 200 && status < 300;
}

void add(clock::duration& to, const std::optional<clock::duration>& lap) {
    to += lap.value_or(clock::duration::zero());
}

// Redirects have no transfer of their own: what is left of their bodies is not waited for.
void add_phases(expect::phase_times& to, const http::timings& took) {
    add(to.dns, took.dns);
    add(to.connect, took.connect);
    add(to.tls, took.tls);
    add(to.ttfb, took.ttfb);
}

std::string tries_text(const try_result& so_far) {
    return "after " + std::to_string(so_far.tries) + " tries, " + base::to_text(clock::now() - so_far.began);
}

}  // namespace

check_attempt::check_attempt(const check_means& with, fetch::report& told, fetch::traffic& lane)
    : with_(with), told_(told), lane_(lane), check_(details_of(told.what)), of_(*check_.of) {
}

async::awaitable<fetch::attempt_result> check_attempt::run() {
    begin();
    if (result_->tries == 1 && check_.begin_before && clock::now() >= *check_.begin_before) {
        co_return drop();
    }
    auto what = request_of(with_.settings, told_.what);
    if (!what) {
        co_return refuse(what.error());
    }
    co_await ask(std::move(*what));
    note_request();
    co_await look();
    co_return end();
}

// What the one before came to stands until this one has come to something.
void check_attempt::begin() {
    const auto before = std::static_pointer_cast<try_result>(told_.product);
    result_ = std::make_shared<try_result>();
    result_->of = check_.of;
    result_->name = check_.name;
    result_->began = clock::now();
    if (before == nullptr) {
        return;
    }
    result_->began = before->began;
    result_->tries = before->tries + 1;
    result_->retries = before->retries;
    result_->first_failure = before->tries == 1 ? before->message : before->first_failure;
}

async::awaitable<void> check_attempt::ask(http::request what) {
    asked_last_ = what.target.without_credentials().href();
    limit(what);
    result_->cookies = jar();
    what.cookies = result_->cookies;
    what.set_cookies = &set_cookies_;
    what.before_next = [this](const http::url& next) { return wait_for_turn(next); };
    auto sent = with_.http.send(std::move(what), &told_.trace);
    auto reply = co_await std::move(sent);
    if (!reply) {
        seen_.failure = reply.error();
        co_return;
    }
    note_head(*reply);
    co_await read(std::move(*reply));
}

void check_attempt::limit(http::request& what) const {
    const auto most = limit_of_try(of_, with_.settings, with_.started, clock::now(), *result_);
    if (!most) {
        return;
    }
    if (!what.limits) {
        what.limits = with_.settings.limits;
    }
    auto& total = what.limits->total;
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(*most);
    total = total ? std::min<clock::duration>(*total, rounded) : rounded;
}

std::shared_ptr<http::cookie_jar> check_attempt::jar() const {
    if (!with_.settings.keeps_cookies_apart) {
        return nullptr;
    }
    auto own = std::make_shared<http::cookie_jar>();
    if (check_.cookies != nullptr) {
        const auto now = system_clock::now();
        (void)own->load(check_.cookies->save(now), now);
    }
    return own;
}

async::awaitable<void> check_attempt::wait_for_turn(const http::url& next) {
    take_in_cookies();
    asked_last_ = next.without_credentials().href();
    // Not if it is the same again, with the answer to a 401.
    if (told_.trace.redirects.size() > seen_.redirects.size()) {
        seen_.redirects.push_back(asked_last_);
    }
    const auto start = clock::now();
    co_await lane_.start_another(next);
    waited_ += clock::now() - start;
}

void check_attempt::note_head(const http::response& reply) {
    fetch::note_head(told_, reply);
    wish_ = fetch::asked_pause(reply.status(), reply.fields());
    seen_.status = reply.status();
    seen_.version = reply.version();
    seen_.fields = reply.fields();
}

async::awaitable<void> check_attempt::read(http::response reply) {
    check_body body(with_, told_, lane_, reply, of_.wants);
    const auto start = clock::now();
    seen_.failure = co_await body.read();
    told_.trace = reply.trace();
    if (!reply.has_ended()) {
        told_.trace.took.transfer = clock::now() - start;
        told_.trace.took.total += *told_.trace.took.transfer;
    }
    waited_ += body.waited();
    seen_.size = body.size();
    seen_.sha256 = body.sha256();
    body_ = body.take_kept();
    if (of_.wants.body && body_.size() < seen_.size) {
        seen_.body_is_missing = "over " + base::to_text(base::byte_size(with_.settings.max_body)) + " (--max-body)";
        body_.resize(std::min(body_.size(), 2 * shown_body));
    }
}

void check_attempt::note_request() {
    const auto now = system_clock::now();
    seen_.now = now;
    seen_.is_of_head = method_of(told_.what) == "HEAD";
    seen_.url = asked_last_;
    seen_.tls = told_.trace.tls_facts;
    seen_.times = times();
    result_->took = seen_.times.total;
    if (!seen_.failure) {
        result_->times = seen_.times;
    }
    take_in_cookies();
    note_cookies(now);
}

// Those that have come since, of what was asked last.
void check_attempt::take_in_cookies() {
    if (set_cookies_.empty()) {
        return;
    }
    if (kept_cookies_ == nullptr) {
        kept_cookies_ = std::make_unique<http::cookie_jar>();
    }
    if (const auto from = http::parse_url(asked_last_)) {
        for (const std::string& each : set_cookies_) {
            kept_cookies_->store(*from, each, system_clock::now());
        }
    }
    set_cookies_.clear();
}

// Which are deleted, or refused, a client does not have.
void check_attempt::note_cookies(system_clock::time_point now) {
    if (kept_cookies_ == nullptr) {
        return;
    }
    const std::string all = kept_cookies_->save(now);
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = std::min(all.find('\n', begin), all.size());
        const std::string_view line = std::string_view(all).substr(begin, end - begin);
        begin = end + 1;
        const std::size_t value = line.rfind('\t');
        if (value == std::string_view::npos || value == 0) {
            continue;  // no cookie's
        }
        const std::size_t name = line.rfind('\t', value - 1);
        if (name != std::string_view::npos) {
            seen_.cookies.emplace_back(line.substr(name + 1, value - name - 1), line.substr(value + 1));
        }
    }
}

expect::phase_times check_attempt::times() const {
    const http::trace& trace = told_.trace;
    expect::phase_times all;
    clock::duration waited = waited_;
    for (const http::hop& each : trace.redirects) {
        add_phases(all, each.took);
        add(waited, each.took.queue);
    }
    add_phases(all, trace.took);
    add(waited, trace.took.queue);
    add(all.transfer, trace.took.transfer);
    all.total = std::max(trace.took.total - waited, clock::duration::zero());
    return all;
}

async::awaitable<void> check_attempt::look() {
    if (body_.size() <= small_body) {
        look_here();
        co_return;
    }
    auto on_thread = with_.pool.run([this] { look_here(); });
    co_await async::shield(std::move(on_thread));
}

void check_attempt::look_here() {
    const bool is_all = seen_.size == body_.size();
    const auto take_text = [&] {
        const std::string bytes = std::exchange(body_, {});
        return text_of_body(bytes, seen_.fields.get("Content-Type").value_or(""), is_all);
    };
    const bool is_seen = of_.wants.body && seen_.body_is_missing.empty();
    if (is_seen) {
        seen_.body = take_text();
    }
    judge(of_, seen_, check_.captured, *result_);
    const bool are_secrets_known = tell_secrets();
    const bool is_cut_short = seen_.failure || !seen_.body_is_missing.empty();
    if (result_->stands != standing::passed && (are_secrets_known || !is_cut_short)) {
        const std::string text = is_seen ? std::move(seen_.body) : take_text();
        result_->body_start = shown_start(text);
        result_->is_body_cut = !is_all || text.size() > result_->body_start.size();
        if (result_->body_start.empty() && !text.empty()) {
            result_->binary_size = seen_.size;
        }
    }
    // Of a big one, they take long to go.
    seen_.body = {};
    seen_.parsed = nullptr;
}

// Of a reply that does not pass as well: it is shown. False: there may be one that nobody could take out of it.
bool check_attempt::tell_secrets() const {
    bool are_all_known = true;
    for (const placed_capture& each : of_.captures) {
        if (!each.is_secret) {
            continue;
        }
        const auto taken = each.what.take(seen_);
        are_all_known = are_all_known && taken;
        if (taken && with_.settings.on_secret) {
            with_.settings.on_secret(each.name, *taken);
        }
    }
    return are_all_known;
}

fetch::attempt_result check_attempt::drop() {
    told_.product = result_;
    result_->is_dropped = true;
    fetch::attempt_result result;
    result.how = fetch::cancelled{};
    result.is_final = true;
    return result;
}

fetch::attempt_result check_attempt::refuse(std::string why) {
    told_.product = result_;
    result_->stands = standing::error;
    result_->blamed = blame::input;
    result_->message = why;
    fetch::attempt_result result(
        fetch::skipped{http::error(http::errc::bad_url, http::phase::queue, {}, std::move(why))});
    result.is_final = true;
    return result;
}

fetch::attempt_result check_attempt::end() {
    told_.product = result_;
    fetch::attempt_result result;
    if (seen_.failure) {
        result.how = fetch::network_failure{*seen_.failure};
    } else if (is_success(seen_.status)) {
        result.how = fetch::fetched{{}, std::nullopt, seen_.size, 0};
    } else {
        result.how = fetch::http_error{};
    }
    const bool is_passed = result_->stands == standing::passed;
    if (!is_passed) {
        result.again_after = decide();
    } else if (result_->tries > 1) {
        result_->stands = result_->retries > 0 ? standing::flaky : standing::passed;
        result_->message = tries_text(*result_);
    }
    result.is_final = !result.again_after;
    // What one resource is not ready for says nothing of the others.
    if (seen_.status < 400 || (seen_.status == too_many_requests && !is_passed)) {
        result.host_pause = wish_;
    }
    return result;
}

bool check_attempt::is_unsent() const {
    using enum http::errc;
    constexpr std::array before_it{dns_not_found, dns_failed, refused, unreachable, proxy};
    return seen_.failure && told_.trace.redirects.empty() &&
           std::ranges::find(before_it, seen_.failure->code) != before_it.end();
}

std::optional<clock::duration> check_attempt::decide() {
    const std::optional<http::errc> failure = seen_.failure ? std::optional(seen_.failure->code) : std::nullopt;
    const try_terms terms{with_.settings,        with_.started, clock::now(),
                          method_of(told_.what), failure,       failure ? 0 : seen_.status,
                          is_unsent(),           wish_,         with_.share};
    return pause_before_another_try(of_, terms, *result_);
}

}  // namespace trawl::check
