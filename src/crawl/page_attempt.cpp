#include "crawl/page_attempt.hpp"

#include <utility>

#include "base/log.hpp"
#include "crawl/page_body.hpp"
#include "crawl/page_head.hpp"
#include "crawl/page_rules.hpp"
#include "fetch/reply_notes.hpp"
#include "html/field_links.hpp"
#include "http/content_coding.hpp"
#include "http/redirect.hpp"
#include "robots/directives.hpp"

namespace trawl::crawl {

namespace {

constexpr unsigned most_hops = 5;
constexpr std::uint64_t drained_size = std::uint64_t{64} << 10;

bool is_success(int status) noexcept {
    return status >= 200 && status < 300;
}

async::awaitable<void> drain(http::response reply) {
    if (reply.length().value_or(0) <= drained_size) {
        (void)co_await reply.text(drained_size);
    }
}

}  // namespace

page_attempt::page_attempt(const page_means& with, fetch::report& told, fetch::traffic& lane)
    : with_(with),
      told_(told),
      lane_(lane),
      visit_(visit_of(told.what)),
      where_(*told.what.target),
      is_head_(asks_by_head(visit_)) {
}

async::awaitable<fetch::attempt_result> page_attempt::run() {
    for (unsigned hops = 0;;) {
        if (with_.robots != nullptr) {
            if (auto refused = co_await ask_robots()) {
                co_return std::move(*refused);
            }
        }
        if (auto refused = ask_limits()) {
            co_return std::move(*refused);
        }
        started_ = std::chrono::system_clock::now();
        auto sent = with_.http.send(request(), &told_.trace);
        auto reply = co_await std::move(sent);
        if (!reply) {
            if (std::exchange(is_head_, is_head_ && !refuses_head(reply.error())) != is_head_) {
                co_await lane_.start_another(where_);
                continue;
            }
            co_return end(fetch::network_failure{reply.error()});
        }
        fetch::note_head(told_, *reply);
        host_pause_ = fetch::asked_pause(reply->status(), reply->fields());
        if (is_head_ && refuses_head(reply->status())) {
            is_head_ = false;
            co_await prepare_another(std::move(*reply), where_);
            continue;
        }
        if (auto next = same_page(*reply); next && hops++ < most_hops) {
            co_await prepare_another(std::move(*reply), std::move(*next));
            continue;
        }
        start_page(*reply);
        auto ended = act_on(std::move(*reply));
        co_return co_await std::move(ended);
    }
}

async::awaitable<std::optional<fetch::attempt_result>> page_attempt::ask_robots() {
    const robots_answer said = co_await with_.robots->ask(where_, lane_);
    std::optional<fetch::attempt_result> refused;
    switch (said.what) {
        case robots_answer::kind::allowed:
            if (said.was_asked && lane_.is_held_back()) {
                refused.emplace();
                refused->is_put_off = true;
                refused->host_pause = std::chrono::milliseconds::zero();
            } else if (said.was_asked) {
                co_await lane_.start_another(where_);
            }
            break;
        case robots_answer::kind::denied:
            refused.emplace(fetch::robots_denied{said.why, false});
            break;
        case robots_answer::kind::put_off:
            refused.emplace();
            refused->is_put_off = true;
            refused->host_pause = said.pause;
            break;
        case robots_answer::kind::unreachable:
            refused.emplace(said.failure ? fetch::outcome(fetch::network_failure{*said.failure})
                                         : fetch::outcome(fetch::robots_denied{said.why, true}));
            refused->is_final = true;
            break;
    }
    co_return refused;
}

std::optional<fetch::attempt_result> page_attempt::ask_limits() const {
    const auto said =
        with_.settings.limits != nullptr ? with_.settings.limits->may_ask(told_.what) : permission::answer::granted;
    if (said == permission::answer::granted) {
        return std::nullopt;
    }
    fetch::attempt_result refused;
    refused.is_final = true;
    refused.is_put_off = said == permission::answer::not_yet;
    return refused;
}

http::request page_attempt::request() {
    http::request ask(where_);
    ask.method = is_head_ ? "HEAD" : "GET";
    ask.fields = with_.settings.fields;
    if (with_.settings.is_ours && !with_.settings.is_ours(where_)) {
        http::erase_fields_of_origin(ask.fields);
        ask.is_abroad = true;
    }
    if (!ask.fields.contains("Accept-Encoding")) {
        ask.fields.add("Accept-Encoding", http::accepted_codings);
    }
    // The state has them, and who knows who wrote to it.
    if (!visit_.etag.empty() && http::is_field_value(visit_.etag)) {
        ask.fields.set("If-None-Match", visit_.etag);
    }
    if (!visit_.last_modified.empty() && http::is_field_value(visit_.last_modified)) {
        ask.fields.set("If-Modified-Since", visit_.last_modified);
    }
    if (with_.settings.login) {
        ask.login = with_.settings.login(where_);
    }
    ask.before_next = [this](const http::url& next) { return lane_.start_another(next); };
    if (with_.settings.keeps_payload) {
        ask.sent_head = &sent_head_;
    }
    return ask;
}

bool page_attempt::is_conditional() const {
    return !visit_.etag.empty() || !visit_.last_modified.empty();
}

// By another method, or where the same page is.
async::awaitable<void> page_attempt::prepare_another(http::response reply, http::url next) {
    co_await drain(std::move(reply));
    where_ = next.without_credentials();
    co_await lane_.start_another(where_);
}

// Where a reply redirects to, if that is the same page: a cookie was set, or a slash is missing.
std::optional<http::url> page_attempt::same_page(const http::response& reply) const {
    const auto next = http::next_redirect(reply.status(), "GET", reply.fields(), where_);
    if (!next || !*next || !are_same_page(with_.settings, (*next)->target, where_)) {
        return std::nullopt;
    }
    // Asking the very same again without a new cookie would give the very same.
    const bool is_other =
        (*next)->target.without_credentials() != where_.without_credentials() || reply.fields().contains("Set-Cookie");
    return is_other ? std::optional((*next)->target) : std::nullopt;
}

void page_attempt::start_page(const http::response& reply) {
    page_ = std::make_shared<page>(where_);
    if (const http::url& target = *told_.what.target; target != where_) {
        page_->known_as = target;
    }
    page_->id = visit_.id;
    page_->depth = visit_.depth;
    page_->kind = visit_.kind;
    page_->purpose = visit_.purpose;
    page_->referrer = visit_.referrer;
    page_->started = started_;
    page_->method = is_head_ ? "HEAD" : "GET";
    tell_exchange(*page_, reply, std::move(sent_head_));
    page_->links = html::links_of_fields(reply.fields(), where_);
    robots::directives rules;
    for (const std::string_view each : reply.fields().all("X-Robots-Tag")) {
        rules.add(robots::parse_robots_tag(each, with_.settings.agent));
    }
    page_->nofollow = rules.nofollow;
    page_->noindex = rules.noindex;
    told_.product = page_;
}

async::awaitable<fetch::attempt_result> page_attempt::act_on(http::response reply) {
    const int status = reply.status();
    const auto next = http::next_redirect(status, "GET", reply.fields(), where_);
    if (next && !*next) {
        // What Location says in other replies leads nobody anywhere.
        std::erase_if(page_->links, [](const auto& each) { return each.kind == html::link_kind::redirect; });
    }
    if (is_success(status)) {
        return take(std::move(reply));
    }
    if (status == 304 && is_conditional()) {
        page_->is_not_modified = true;
        return end_with(std::move(reply), fetch::not_modified{});
    }
    if (!next) {
        return end_with(std::move(reply), fetch::network_failure{next.error()});
    }
    if (*next && are_same_page(with_.settings, (*next)->target, where_)) {
        const http::error why(http::errc::redirect_loop, http::phase::redirect);
        return end_with(std::move(reply), fetch::network_failure{why});
    }
    return end_with(std::move(reply), *next ? fetch::outcome(fetch::fetched{}) : fetch::outcome(fetch::http_error{}));
}

// The body of what is no page is for an archive only.
async::awaitable<fetch::attempt_result> page_attempt::end_with(http::response reply, fetch::outcome how) {
    if (!with_.settings.keeps_payload || is_check(visit_.purpose)) {
        co_await drain(std::move(reply));
        co_return end(std::move(how));
    }
    content_plan plan;
    plan.keeps_payload = true;
    if (auto codings = http::content_codings(reply.fields())) {
        plan.codings = std::move(*codings);
    }
    page_body body(with_, told_, lane_, std::move(plan), reply, *page_, {});
    const body_result ended = co_await body.read();
    if (ended.write_failure) {
        co_return end(fetch::write_failure{with_.settings.scratch->path(), ended.write_failure});
    }
    co_return end(std::move(how));
}

async::awaitable<fetch::attempt_result> page_attempt::take(http::response reply) {
    if (reply.status() == 206) {
        const http::error why(http::errc::protocol, http::phase::head, {},
                              "a part (206) came, but the whole was asked for");
        return end_with(std::move(reply), fetch::network_failure{why});
    }
    const bool may_be_html = kind_of(page_->media_type, "<html") == content_kind::html;
    page_->skipped = refusal_of(reply);
    bool is_wanted = page_->skipped.is_good();
    if (page_->skipped.why == reason::size) {
        page_->end = body_end::length;
    } else if (is_check(visit_.purpose)) {
        is_wanted = visit_.purpose == purpose::check_ids && may_be_html;
    } else if (page_->skipped.why == reason::type) {
        is_wanted = may_be_html && visit_.purpose == purpose::page;
    }
    if (!is_wanted || is_head_) {
        return end_with_head(std::move(reply));
    }
    auto plan = plan_for(reply);
    if (!plan) {
        return end_with(std::move(reply), fetch::network_failure{plan.error()});
    }
    return read(std::move(reply), std::move(*plan));
}

async::awaitable<fetch::attempt_result> page_attempt::end_with_head(http::response reply) {
    co_await drain(std::move(reply));
    co_return end(fetch::fetched{});
}

verdict page_attempt::refusal_of(const http::response& reply) const {
    verdict refused = check_type(with_.settings, visit_.purpose, page_->media_type);
    if (refused.is_good() && !is_head_) {
        refused = check_size(with_.settings, reply.length().value_or(0));
    }
    return refused;
}

http::result<content_plan> page_attempt::plan_for(const http::response& reply) const {
    const bool has_content = reply.status() != 204 && reply.status() != 205;
    auto codings = http::content_codings(reply.fields());
    if (!codings && has_content) {
        return codings.error();
    }
    content_plan plan;
    plan.is_kept = page_->skipped.is_good() && !is_check(visit_.purpose);
    plan.is_read = true;
    plan.is_sitemap = visit_.purpose == purpose::sitemap;
    plan.content_type = reply.fields().get("Content-Type").value_or("");
    plan.type = parse_media_type(plan.content_type);
    if (codings && !is_packed_itself(plan.type.name, where_.path())) {
        plan.codings = std::move(*codings);
    }
    plan.keeps_payload = plan.is_kept && with_.settings.keeps_payload;
    plan.has_digest = !(plan.is_kept && has_content && with_.settings.mirror);
    return plan;
}

async::awaitable<fetch::attempt_result> page_attempt::read(http::response reply, content_plan plan) {
    std::string file;
    if (!plan.has_digest) {
        file = with_.settings.mirror->name_for(page_->known_url(), page_->media_type);
    }
    page_body body(with_, told_, lane_, std::move(plan), reply, *page_, file);
    const body_result ended = co_await body.read();
    if (ended.write_failure) {
        co_return end(fetch::write_failure{path_of(file), ended.write_failure});
    }
    if (ended.failure) {
        co_return end(fetch::network_failure{*ended.failure});
    }
    if (is_check(visit_.purpose)) {
        page_->links.clear();
    }
    if (!page_->problem.empty()) {
        // One that is named as a sitemap was to lead to pages that are missing now.
        const bool is_missed = visit_.purpose == purpose::sitemap;
        base::log(is_missed ? base::log_level::warn : base::log_level::info,
                  page_->url.redacted() + ": " + page_->problem);
    }
    fetch::fetched whole;
    if (ended.is_over_size) {
        page_->skipped = check_size(with_.settings, std::nullopt);
    } else if (const auto& stored = body.stored()) {
        page_->path = file;
        whole.path = path_of(file);
        whole.size = stored->size;
        whole.modified = stored->modified;
    }
    whole.sha256 = page_->sha256;
    co_return end(std::move(whole));
}

std::string page_attempt::path_of(const std::string& file) const {
    if (file.empty()) {
        return with_.settings.scratch ? with_.settings.scratch->path() : std::string();
    }
    const std::string& folder = with_.settings.mirror->where.path();
    return folder.ends_with('/') ? folder + file : folder + '/' + file;
}

fetch::attempt_result page_attempt::end(fetch::outcome how) const {
    fetch::attempt_result result(std::move(how));
    result.host_pause = host_pause_;
    return result;
}

}  // namespace trawl::crawl
