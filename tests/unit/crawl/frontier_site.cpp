#include "frontier_site.hpp"

#include <algorithm>
#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "batch/sql.hpp"
#include "crawl/page.hpp"
#include "crawl/url_key.hpp"
#include "support/run_coroutine.hpp"
#include "trawl/async/semaphore.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::crawl::test {

namespace {

const std::string host = "http://a.test";

std::string short_name(const std::string& url) {
    return url.starts_with(host + "/") ? url.substr(host.size()) : url;
}

files::sha256_digest digest_of(const std::string& text) {
    files::sha256_digest digest{};
    std::size_t value = std::hash<std::string>()(text);
    for (auto& each : digest) {
        each = static_cast<unsigned char>(value >> 56);
        value *= 0x9E3779B97F4A7C15U;
    }
    return digest;
}

std::string_view word(standing where) {
    switch (where) {
        case standing::pending:
            return "pending";
        case standing::skipped:
            return "skipped";
        case standing::done:
            return "done";
        case standing::failed:
            return "failed";
    }
    return "";
}

}  // namespace

std::string url_on_site(const std::string& path) {
    return path.starts_with("/") ? host + path : path;
}

html::found_link link_to(const std::string& path, html::link_kind kind) {
    html::found_link link;
    link.raw = path;
    link.kind = kind;
    if (auto target = http::parse_url(url_on_site(path))) {
        link.target = *target;
    }
    return link;
}

html::found_link nofollow_to(const std::string& path) {
    html::found_link link = link_to(path);
    link.nofollow = true;
    return link;
}

site_page page_with(const std::vector<std::string>& paths) {
    site_page made;
    for (const auto& each : paths) {
        made.links.push_back(link_to(each));
    }
    return made;
}

site_page redirect_to(const std::string& path) {
    site_page made;
    made.status = 301;
    made.links.push_back(link_to(path, html::link_kind::redirect));
    return made;
}

struct told_crawl::under_way {
    crawl_frontier& source;
    run_result& result;
    async::semaphore places;
    struct given {
        fetch::job what;
        async::semaphore::permit place;
        permission::answer said = permission::answer::not_yet;
    };
    std::deque<given> active{};
    std::size_t ended = 0;
    bool is_all_taken = false;
};

run_result told_crawl::run(run_options options) {
    run_result result;
    trawl::test::run(crawl(std::move(options), result));
    return result;
}

async::awaitable<void> told_crawl::crawl(run_options options, run_result& result) {
    const auto loop = co_await boost::asio::this_coro::executor;
    state kept(loop, files::folder::open_or_create(folder_.path()).value(), {},
               [](const std::string& why) { ADD_FAILURE() << why; });
    judge rules(options.rules);
    frontier_settings settings;
    settings.max_depth = options.rules.max_depth;
    settings.whole = options.whole;
    settings.of_host = options.of_host;
    settings.key_of = [](const http::url& where) { return fingerprint(normal_form(where, {})); };
    settings.judged_by = to_text(options.rules);
    settings.answers_judged_by = options.answers_judged_by;
    settings.jobs_per_host = options.jobs_per_host;
    if (options.refreshes) {
        settings.refresh_before = std::chrono::system_clock::now();
    }
    crawl_frontier source(kept, rules, std::move(settings));
    for (const auto& each : options.seeds) {
        source.add_seed(http::parse_url(url_on_site(each)).value());
    }
    source.start();
    under_way now{source, result, async::semaphore(options.width)};
    async::task_group taking(loop);
    taking.spawn(take(now));
    while (!(now.is_all_taken && now.active.empty()) && now.ended < options.stops_after.value_or(SIZE_MAX)) {
        co_await trawl::test::let_others_run(1);
        if (taking.is_cancelled()) {
            break;  // it has failed
        }
        (void)settle_one(now);
    }
    co_await taking.cancel_and_join();
    while (!now.active.empty()) {
        fetch::report told(std::move(now.active.front().what));
        now.active.pop_front();
        source.settled(told);
    }
    source.finish();
    result.counts = source.counts();
    result.remarks = source.remarks();
    co_await kept.flush(true);
}

async::awaitable<void> told_crawl::take(under_way& what) {
    while (true) {
        auto place = co_await what.places.acquire();
        auto given = co_await what.source.next();
        if (!given) {
            what.is_all_taken = true;
            co_return;
        }
        what.result.asked.push_back(short_name(given->input));
        what.result.visits.push_back(visit_of(*given));
        what.result.known_when_given.push_back(what.source.counts().known);
        what.active.emplace_back(std::move(*given), std::move(place));
        what.result.most_active = std::max(what.result.most_active, what.active.size());
    }
}

void told_crawl::start_some(under_way& what) {
    std::size_t under_way = 0;
    for (auto& each : what.active) {
        const auto found = pages.find(short_name(each.what.input));
        if (found == pages.end() || found->second.asked_after <= what.ended) {
            each.said = what.source.may_ask(each.what);
        }
        under_way += each.said == permission::answer::granted ? 1 : 0;
    }
    what.result.most_pages_at_stake = std::max(what.result.most_pages_at_stake, what.source.counts().pages + under_way);
}

bool told_crawl::settle_one(under_way& what) {
    start_some(what);
    const auto can_answer = [&](const auto& each) {
        const auto found = pages.find(short_name(each.what.input));
        return each.said != permission::answer::not_yet &&
               (found == pages.end() || found->second.answers_after <= what.ended);
    };
    const auto first = std::ranges::find_if(what.active, can_answer);
    if (first == what.active.end()) {
        return false;
    }
    fetch::report told(std::move(first->what));
    const auto place = std::move(first->place);
    const auto said = first->said;
    what.active.erase(first);
    if (said == permission::answer::granted) {
        answer(told);
        what.result.answered.push_back(short_name(told.what.input));
    }
    ++what.ended;
    what.source.settled(told);
    return true;
}

void told_crawl::answer(fetch::report& told) const {
    const auto found = pages.find(short_name(told.what.input));
    site_page gives;
    gives.status = 404;
    if (found != pages.end()) {
        gives = found->second;
    }
    told.started = std::chrono::system_clock::now();
    if (gives.how) {
        told.how = *gives.how;
        return;
    }
    auto made = std::make_shared<page>(*told.what.target);
    made->status = gives.status;
    made->links = gives.links;
    made->nofollow = gives.nofollow;
    made->is_html = true;
    made->media_type = "text/html";
    const std::string text = gives.text.empty() ? told.what.input : gives.text;
    made->sha256 = digest_of(text);
    made->size = text.size();
    made->is_not_modified = gives.status == 304;
    if (gives.status >= 200 && gives.status < 400) {
        told.how = fetch::fetched{};
    } else {
        told.how = fetch::http_error{};
    }
    if (made->is_not_modified) {
        told.how = fetch::not_modified{};
    }
    made->fields.add("ETag", "\"1\"");
    told.product = std::move(made);
}

std::vector<std::string> told_crawl::known() {
    std::vector<std::string> lines;
    boost::asio::io_context loop;
    state kept(loop.get_executor(), files::folder::open_or_create(folder_.path()).value(), {},
               [](const std::string& why) { ADD_FAILURE() << why; });
    kept.each_url([&lines](const state::known_url& each) {
        std::string line = short_name(std::string(each.url)) + " " + std::string(word(each.where));
        if (each.why != reason::none) {
            line.append(" ").append(name(each.why));
        }
        lines.push_back(std::move(line));
    });
    return lines;
}

void told_crawl::run_sql(const std::string& statements) const {
    batch::sql_database(folder_ / ".trawl/state.db").run(statements);
}

}  // namespace trawl::crawl::test
