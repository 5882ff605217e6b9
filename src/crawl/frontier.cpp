#include "crawl/frontier.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "crawl/frontier_source.hpp"
#include "crawl/judge.hpp"

namespace trawl::crawl {

namespace {

constexpr std::size_t most_texts = 16'384;
constexpr std::size_t most_texts_read = 512;
constexpr std::size_t least_texts_of_host = 8;
constexpr std::size_t most_hosts_named = 5;
// Of the loop: a job that may start has asked by then.
constexpr int rounds_to_start = 4;

std::string number_of(std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + (count == 1 ? one : many);
}

}  // namespace

const std::string crawl_frontier::limit_key = "limit";
const std::string crawl_frontier::host_limits_key = "host_limits";

crawl_frontier::crawl_frontier(state& kept, judge& rules, frontier_settings settings)
    : state_(kept),
      judge_(rules),
      settings_(std::move(settings)),
      hosts_(settings_.of_host, settings_.jobs_per_host),
      texts_(most_texts) {
}

crawl_frontier::~crawl_frontier() = default;

void crawl_frontier::add_seed(http::url where) {
    seeds_.push_back(std::move(where));
}

void crawl_frontier::add_sitemap(const http::url& where, const http::url& found_at) {
    source from;
    from.where = &found_at;
    candidate what{where, html::link_kind::sitemap};
    what.from = &found_at;
    what.is_sitemap = true;
    meet(what, from);
}

async::awaitable<std::optional<fetch::job>> crawl_frontier::next() {
    while (true) {
        co_await state_.ready();
        co_await let_start();
        const allowance left = ask(settings_.whole, spent_, async::clock::now());
        if (left == allowance::spent) {
            break;
        }
        if (!unread_.empty()) {
            take_more_links();
            co_await boost::asio::post(boost::asio::use_awaitable);
        } else if (!relaxed_.empty()) {
            co_await relax_some();
            continue;
        }
        if (left == allowance::open) {
            if (auto made = take_turn()) {
                co_return made;
            }
            if (is_missing_texts_) {
                co_await read_texts();
                continue;
            }
        }
        if (!unread_.empty()) {
            continue;
        }
        if (given_out_ == 0) {
            break;
        }
        changed_.clear();
        co_await changed_.wait();
    }
    state_.set_value(limit_key, spent_budget());
    state_.set_value(host_limits_key, spent_hosts());
    co_return std::nullopt;
}

// When those that were given out may be all that is left, each that only waits at its host lets another be given out, but
// none that is about to start does.
async::awaitable<void> crawl_frontier::let_start() {
    const auto& most = settings_.whole.pages;
    for (int i = 0; i < rounds_to_start && most && spent_.pages + given_out_ >= *most; ++i) {
        co_await boost::asio::post(boost::asio::use_awaitable);
    }
}

std::optional<fetch::job> crawl_frontier::take_turn() {
    is_missing_texts_ = false;
    while (frontier_host* const at = hosts_.turn(async::clock::now())) {
        const url_id first = at->queue.first();
        if (urls_[first].stage() != url_stage::pending) {
            at->queue.pop();  // it came up from a shorter way
            continue;
        }
        auto text = texts_.take(first);
        if (!text) {
            is_missing_texts_ = true;
            return std::nullopt;
        }
        at->queue.pop();
        hosts_.pass();
        return make_job(first, std::move(*text), *at);
    }
    return std::nullopt;
}

fetch::job crawl_frontier::make_job(url_id which, url_text text, frontier_host& at) {
    url_facts& facts = urls_[which];
    facts.set_stage(url_stage::active);
    ++given_out_;
    ++at.spent.active;
    for (spending* each : {&spent_, &at.spent}) {
        if (!each->began) {
            each->began = async::clock::now();
        }
    }
    auto details = std::make_shared<visit>();
    details->id = which;
    details->host = at.id;
    details->depth = facts.depth();
    details->kind = facts.kind();
    details->purpose = facts.purpose();
    if (text.referrer) {
        details->referrer = *text.referrer;
    }
    if (text.of_last_time) {
        details->etag = text.of_last_time->etag;
        details->last_modified = text.of_last_time->last_modified;
    }
    fetch::job made(http::parse_url(text.url));
    made.number = which;
    made.input = std::move(text.url);
    made.details = std::move(details);
    return made;
}

// Of the hosts whose turns come: what each of them gives next.
std::vector<url_id> crawl_frontier::missing_texts() const {
    const auto& turns = hosts_.turns();
    const std::size_t share = std::max(most_texts_read / std::max<std::size_t>(turns.size(), 1), least_texts_of_host);
    std::vector<url_id> missing;
    for (const frontier_host* each : turns) {
        for (const url_id id : each->queue.peek(share)) {
            if (urls_[id].stage() == url_stage::pending && !texts_.has(id)) {
                missing.push_back(id);
            }
        }
        if (missing.size() >= most_texts_read) {
            break;
        }
    }
    return missing;
}

async::awaitable<void> crawl_frontier::read_texts() {
    auto found = co_await state_.read(missing_texts());
    std::shared_ptr<const std::string> last;
    for (state::stored_url& each : found) {
        url_text text;
        text.url = std::move(each.url);
        if (!each.referrer.empty()) {
            if (!last || *last != each.referrer) {
                last = std::make_shared<const std::string>(std::move(each.referrer));
            }
            text.referrer = last;
        }
        // What an ending says that gave no page is not to be kept.
        if (urls_[each.id].is_page() && (!each.etag.empty() || !each.last_modified.empty())) {
            text.of_last_time =
                std::make_shared<const url_text::validators>(std::move(each.etag), std::move(each.last_modified));
        }
        texts_.put(each.id, std::move(text));
    }
}

std::string crawl_frontier::spent_budget() const {
    return counts_.pending == 0 ? std::string() : name_of_limit(settings_.whole, spent_, async::clock::now(), "--max-");
}

std::string crawl_frontier::spent_budget_of_host() const {
    const auto now = async::clock::now();
    const auto spent = hosts_.spent(now);
    return spent.empty() ? std::string() : hosts_.limit_of(*spent.front(), now);
}

std::string crawl_frontier::spent_hosts() const {
    std::string lines = spent_budget_of_host();
    for (const frontier_host* each : hosts_.spent(async::clock::now())) {
        lines.append("\n").append(each->origin);
    }
    return lines;
}

std::vector<std::string> crawl_frontier::remarks() const {
    std::vector<std::string> lines;
    if (counts_.pending > 0) {
        const std::string limit = spent_budget();
        lines.push_back(number_of(counts_.pending, " URL waits", " URLs wait") +
                        (limit.empty() ? "" : ": " + limit + " is reached"));
    }
    if (const auto spent = hosts_.spent(async::clock::now()); !spent.empty()) {
        std::string names;
        for (std::size_t i = 0; i < std::min(spent.size(), most_hosts_named); ++i) {
            names.append(i == 0 ? "" : ", ").append(spent[i]->origin);
        }
        lines.push_back(number_of(spent.size(), " host has", " hosts have") + " used up " + spent_budget_of_host() +
                        ", with URLs left: " + names + (spent.size() > most_hosts_named ? ", ..." : ""));
    }
    std::string skipped;
    for (std::size_t why = 1; why < counts_.skipped.size(); ++why) {
        if (counts_.skipped[why] > 0) {
            skipped.append(skipped.empty() ? "" : ", ")
                .append(name(static_cast<reason>(why)))
                .append(" " + std::to_string(counts_.skipped[why]));
        }
    }
    if (!skipped.empty()) {
        lines.push_back("skipped: " + skipped);
    }
    return lines;
}

}  // namespace trawl::crawl
