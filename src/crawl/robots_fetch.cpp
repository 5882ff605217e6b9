#include "crawl/robots_fetch.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "fetch/reply_notes.hpp"
#include "http/content_coding.hpp"
#include "http/decoder.hpp"

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

async::awaitable<http::result<void>> read_rules(http::response reply, robots_reply& into) {
    std::string& body = into.body;
    body.resize(std::min<std::uint64_t>(reply.length().value_or(4096), most_read) + 1);
    std::size_t size = 0;
    while (size <= most_read) {
        if (size == body.size()) {
            body.resize(std::min(size * 2, most_read + 1));
        }
        const auto got = co_await reply.read_some(std::span(body).subspan(size));
        if (!got) {
            co_return got.error();
        }
        if (*got == 0) {
            break;
        }
        size += *got;
    }
    into.is_cut = size > most_read;
    body.resize(std::min(size, most_read));
    body = decoded(std::move(body), reply.fields());
    co_return http::result<void>();
}

}  // namespace

async::awaitable<robots_fetched> fetch_robots(http::session& http, const robots_settings& settings, http::url of,
                                              fetch::traffic* lane) {
    http::trace trail;
    http::url where = robots_txt_of(of);
    auto sent = http.send(request_for(settings, where, lane), &trail);
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
    if (ended.what != robots::access::by_rules) {
        // So that the connection can serve for the page.
        (void)co_await reply->text(most_read);
        co_return ended;
    }
    auto reading = read_rules(std::move(*reply), ended.reply);
    if (const auto read = co_await std::move(reading); !read) {
        ended.what = robots::access::unreachable;
        ended.reply.error = http::message(read.error());
        ended.failure = read.error();
    }
    co_return ended;
}

}  // namespace trawl::crawl
