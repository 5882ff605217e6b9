#include "crawl/robots_keeper.hpp"

#include <algorithm>
#include <utility>

#include "base/duration_text.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "crawl/robots_explanation.hpp"
#include "crawl/robots_fetch.hpp"
#include "robots/rules.hpp"
#include "trawl/async/clock.hpp"
#include "trawl/async/event.hpp"

namespace trawl::crawl {

namespace {

using async::clock;
using std::chrono::milliseconds;

constexpr milliseconds longest_delay = std::chrono::seconds{60};
// Of a longer one, people want to know why nothing happens.
constexpr milliseconds unnoticed_delay = std::chrono::seconds{5};
// Old rules of an origin that cannot tell new ones.
constexpr std::chrono::hours grace{1};
// Of two generations of origins: what nobody has asked for since both were filled is forgotten.
constexpr std::size_t generation_size = 5000;
// Of the texts of a generation; rules take several times of it.
constexpr std::size_t generation_bytes = std::size_t{8} << 20U;

std::string origin_text(const http::url& of) {
    std::string text(of.scheme());
    text += "://";
    text += of.host_field();
    return text;
}

std::string text_of(const robots_fetched& ended) {
    return ended.failure ? http::message(*ended.failure) : "HTTP " + std::to_string(ended.reply.status);
}

void tell_delay(const http::url& of, milliseconds asked) {
    const std::string kept = asked > longest_delay ? ": we wait " + base::to_text(longest_delay) : "";
    base::log(base::log_level::warn, origin_text(of) + ": robots.txt asks for " + base::to_text(asked) +
                                         " between requests (Crawl-delay)" + kept);
}

clock::duration until(system_time when) {
    return std::chrono::duration_cast<clock::duration>(when - std::chrono::system_clock::now());
}

}  // namespace

struct robots_keeper::origin {
    /// nullopt: never had.
    std::optional<robots::rules> rules;
    std::size_t size = 0;  // of what they were read from
    clock::time_point expires;
    std::size_t failures = 0;
    clock::time_point again;
    bool is_given_up = false;
    robots_fetched last;
    bool is_asking = false;
    bool is_delay_told = false;
    async::event asked;

    [[nodiscard]] bool is_fresh() const noexcept { return rules && clock::now() < expires; }

    void take(std::string_view body, std::string_view agent, clock::duration lifetime) {
        rules = robots::rules::parse(body, agent);
        size = body.size();
        expires = clock::now() + lifetime;
        failures = 0;
    }
};

/// Says that somebody is asking, for as long as it lives.
class robots_keeper::asking {
public:
    explicit asking(origin& what) noexcept : what_(what) {
        what_.is_asking = true;
        what_.asked.clear();
    }
    asking(const asking&) = delete;
    asking& operator=(const asking&) = delete;
    ~asking() {
        what_.is_asking = false;
        what_.asked.set();
    }

private:
    origin& what_;
};

robots_keeper::robots_keeper(http::session& http, robots_settings settings)
    : http_(http), settings_(std::move(settings)) {
}

robots_keeper::~robots_keeper() = default;

std::shared_ptr<robots_keeper::origin> robots_keeper::origin_of(const std::string& name) {
    if (const auto at = young_.find(name); at != young_.end()) {
        return at->second;
    }
    if (young_.size() >= generation_size || young_bytes_ >= generation_bytes) {
        old_ = std::exchange(young_, {});
        young_bytes_ = 0;
    }
    auto& found = young_[name];
    if (const auto at = old_.find(name); at != old_.end()) {
        found = std::move(at->second);
        young_bytes_ += found->size;
        old_.erase(at);
    } else {
        found = std::make_shared<origin>();
    }
    return found;
}

void robots_keeper::remember(const robots_row& row) {
    const bool had_rules = row.error.empty() && row.status != 0;
    if (had_rules) {
        // A clock that was set back must not make them hold for years.
        const auto left = std::min<clock::duration>(until(row.expires), settings_.lifetime);
        origin_of(row.origin)->take(row.body, settings_.agent, left);
        young_bytes_ += row.body.size();
    }
}

async::awaitable<robots_answer> robots_keeper::ask(const http::url& where, fetch::traffic& lane) {
    const std::shared_ptr<origin> from = origin_of(origin_text(where));
    robots_answer answer;
    while (!from->is_fresh()) {
        if (from->is_given_up) {
            answer.what = robots_answer::kind::unreachable;
            answer.why = "unreachable: " + text_of(from->last);
            answer.failure = from->last.failure;
            co_return answer;
        }
        answer.was_asked = true;
        if (from->is_asking) {
            co_await from->asked.wait();
            continue;
        }
        if (const auto now = clock::now(); now < from->again) {
            answer.what = robots_answer::kind::put_off;
            answer.pause = std::chrono::ceil<milliseconds>(from->again - now);
            co_return answer;
        }
        co_await fetch(*from, where, lane);
    }
    const milliseconds delay = from->rules->crawl_delay().value_or(milliseconds::zero());
    if (delay > unnoticed_delay && !std::exchange(from->is_delay_told, true)) {
        tell_delay(where, delay);
    }
    lane.set_delay(std::min(delay, longest_delay));
    if (auto said = from->rules->check(where); !said.allowed) {
        ++denied_;
        answer.what = robots_answer::kind::denied;
        answer.why = "line " + std::to_string(said.line) + ": " + base::printable(said.rule);
    }
    co_return answer;
}

async::awaitable<void> robots_keeper::fetch(origin& into, http::url of, fetch::traffic& lane) {
    const asking us(into);
    const system_time started = std::chrono::system_clock::now();
    robots_fetched ended = co_await fetch_robots(http_, settings_, of, &lane);
    if (ended.what == robots::access::unreachable) {
        note_failure(into, of, std::move(ended), started);
        co_return;
    }
    std::string& body = ended.reply.body;
    into.take(body, settings_.agent, settings_.lifetime);
    young_bytes_ += body.size();
    tell_sitemaps(*into.rules, robots_txt_of(of));
    robots_row row;
    row.origin = origin_text(of);
    row.fetched = started;
    row.expires = started + settings_.lifetime;
    row.status = ended.reply.status;
    row.body = std::move(body);
    keep(std::move(row));
}

void robots_keeper::note_failure(origin& of, const http::url& where, robots_fetched ended, system_time started) {
    if (of.rules) {
        of.expires = clock::now() + grace;
        return;
    }
    of.last = std::move(ended);
    const bool asks_too_much = of.last.pause && *of.last.pause > settings_.max_retry_after;
    if (!of.last.is_final && !asks_too_much && of.failures < settings_.pauses.size()) {
        const auto wish = of.last.pause.value_or(milliseconds::zero());
        const auto pause = std::max(settings_.pauses[of.failures++], wish);
        of.again = clock::now() + pause;
        // Of a long one, people want to know why nothing happens.
        base::log(pause > std::chrono::seconds(3) ? base::log_level::warn : base::log_level::info,
                  origin_text(where) + "/robots.txt cannot be had (" + text_of(of.last) + "): asked again in " +
                      base::to_text(pause));
        return;
    }
    of.is_given_up = true;
    base::log(base::log_level::warn, origin_text(where) + "/robots.txt cannot be had (" + text_of(of.last) +
                                         "): nothing of this host is asked for in this run");
    robots_row row;
    row.origin = origin_text(where);
    row.fetched = started;
    row.expires = started;
    row.status = of.last.reply.status;
    row.error = text_of(of.last);
    keep(std::move(row));
}

void robots_keeper::tell_sitemaps(const robots::rules& said, const http::url& location) {
    auto found = robots::sitemap_urls(said, location);
    if (!found.empty() && settings_.on_sitemaps) {
        settings_.on_sitemaps(location, std::move(found));
    }
}

void robots_keeper::keep(robots_row row) {
    if (settings_.keep) {
        settings_.keep(std::move(row));
    }
}

}  // namespace trawl::crawl
