#include "crawl/robots_fetch.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>

#include "crawl/page.hpp"
#include "crawl/page_head.hpp"
#include "fetch/reply_notes.hpp"
#include "files/hasher.hpp"
#include "http/content_coding.hpp"
#include "http/decoder.hpp"
#include "http/redirect.hpp"
#include "trawl/async/errors.hpp"
#include "trawl/async/with_timeout.hpp"

namespace trawl::crawl {

namespace {

constexpr std::size_t most_read = robots::rules::enough;
constexpr unsigned most_redirects = 5;

bool leads_nowhere(http::errc why) noexcept {
    return why == http::errc::too_many_redirects || why == http::errc::redirect_loop ||
           why == http::errc::redirect_refused;
}

// Nothing that the server does later will change it.
bool is_lasting(const http::error& why) noexcept {
    return why.code == http::errc::dns_not_found || why.code == http::errc::certificate ||
           why.code == http::errc::denied;
}

http::request request_for(const robots_settings& settings, http::url where, fetch::traffic* lane) {
    http::request ask(std::move(where));
    ask.fields = settings.fields;
    if (settings.is_ours && !settings.is_ours(ask.target)) {
        http::erase_fields_of_origin(ask.fields);
        ask.is_abroad = true;
    }
    if (settings.login) {
        ask.login = settings.login(ask.target);
    }
    ask.max_redirects = most_redirects;
    if (lane != nullptr) {
        ask.before_next = [lane](const http::url& next) { return lane->start_another(next); };
    }
    return ask;
}

// Codings were not asked for, but a server may have nothing else. What is damaged or left out at the end is left out here too.
std::string decoded(std::string body, const http::headers& fields) {
    const auto codings = http::content_codings(fields);
    if (!codings || codings->empty()) {
        return codings ? std::move(body) : std::string();
    }
    http::decoder decoder(*codings);
    std::string text(most_read, '\0');
    std::size_t size = 0;
    std::span<const char> rest(body);
    while (size < text.size()) {
        const auto step = decoder.decode(rest, std::span(text).subspan(size), true);
        if (!step) {
            break;
        }
        rest = rest.subspan(step->consumed);
        size += step->produced;
        if (step->finished || (step->consumed == 0 && step->produced == 0)) {
            break;
        }
    }
    text.resize(size);
    return text;
}

/// As it came.
struct coded_body {
    std::string bytes;
    bool is_cut = false;
    std::optional<http::error> failure;
};

// Also of a reply that has no rules: so that its connection can serve for the page.
async::awaitable<coded_body> read_body(http::response& reply) {
    coded_body body;
    std::string& bytes = body.bytes;
    bytes.resize(std::min<std::uint64_t>(reply.length().value_or(4096), most_read) + 1);
    std::size_t size = 0;
    while (size <= most_read) {
        if (size == bytes.size()) {
            bytes.resize(std::min(size * 2, most_read + 1));
        }
        const auto got = co_await reply.read_some(std::span(bytes).subspan(size));
        if (!got) {
            body.failure = got.error();
            break;
        }
        if (*got == 0) {
            break;
        }
        size += *got;
    }
    body.is_cut = size > most_read;
    bytes.resize(std::min(size, most_read));
    co_return body;
}

body_end end_of(const coded_body& body) noexcept {
    if (body.failure) {
        return body.failure->code == http::errc::timed_out ? body_end::time : body_end::disconnect;
    }
    return body.is_cut ? body_end::length : body_end::whole;
}

// For an archive. `of` is the URL that it was asked for because of.
std::shared_ptr<page> exchange_of(const http::response& reply, const http::url& of, const coded_body& body,
                                  std::string sent_head) {
    auto made = std::make_shared<page>(reply.where());
    made->referrer = of.href();
    tell_exchange(*made, reply, std::move(sent_head));
    made->wire_size = reply.wire_bytes();
    made->end = end_of(body);
    made->body.append(body.bytes);
    files::hasher digest(files::digest_algorithm::sha1);
    digest.update(body.bytes);
    std::ranges::copy_n(digest.finish().bytes.begin(), 20, made->payload_sha1.begin());
    return made;
}

async::awaitable<coded_body> within(std::chrono::milliseconds limit, async::awaitable<coded_body> reading) {
    coded_body body;
    try {
        body = co_await async::with_timeout(std::move(reading), limit);
    } catch (const boost::system::system_error& failed) {
        if (failed.code() != async::async_errc::timed_out) {
            throw;
        }
        body.failure = http::error(http::errc::timed_out, http::phase::body);
    }
    co_return body;
}

}  // namespace

async::awaitable<robots_fetched> fetch_robots(http::session& http, const robots_settings& settings, http::url of,
                                              fetch::traffic* lane) {
    http::trace trail;
    std::string sent_head;
    http::url where = robots_txt_of(of);
    http::request ask = request_for(settings, where, lane);
    ask.sent_head = settings.archive ? &sent_head : nullptr;
    const auto started = std::chrono::system_clock::now();
    auto sent = http.send(std::move(ask), &trail);
    auto reply = co_await std::move(sent);
    robots_fetched ended;
    for (auto& hop : trail.redirects) {
        ended.reply.asked.push_back(std::move(hop.from));
        ended.reply.status = hop.status;
    }
    if (!reply) {
        if (ended.reply.asked.empty()) {
            ended.reply.asked.push_back(std::move(where));
        }
        ended.reply.error = http::message(reply.error());
        ended.reply.leads_nowhere = leads_nowhere(reply.error().code);
        ended.what = access_of(ended.reply);
        ended.is_final = is_lasting(reply.error());
        ended.failure = reply.error();
        co_return ended;
    }
    ended.reply.asked.push_back(reply->where());
    ended.reply.status = reply->status();
    ended.what = robots::access_by_status(reply->status());
    ended.pause = fetch::asked_pause(reply->status(), reply->fields());
    auto reading = within(settings.max_reading, read_body(*reply));
    coded_body body = co_await std::move(reading);
    if (settings.archive) {
        auto exchange = exchange_of(*reply, of, body, std::move(sent_head));
        exchange->started = started;
        settings.archive(std::move(exchange));
    }
    if (ended.what != robots::access::by_rules) {
        co_return ended;
    }
    ended.reply.is_cut = body.is_cut;
    ended.reply.body = decoded(std::move(body.bytes), reply->fields());
    if (body.failure) {
        ended.what = robots::access::unreachable;
        ended.reply.error = http::message(*body.failure);
        ended.failure = body.failure;
    }
    co_return ended;
}

}  // namespace trawl::crawl
