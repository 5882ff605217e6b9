#include <algorithm>
#include <unordered_set>
#include <utility>

#include "crawl/frontier.hpp"
#include "crawl/frontier_ending.hpp"
#include "crawl/frontier_source.hpp"
#include "crawl/judge.hpp"

namespace trawl::crawl {

namespace {

bool is_taken(url_stage stage) noexcept {
    return stage != url_stage::skipped;
}

bool has_ended(url_stage stage) noexcept {
    return stage == url_stage::done || stage == url_stage::failed;
}

// What robots.txt or the type of a reply decided may be decided otherwise.
bool may_end_otherwise(reason why) noexcept {
    return why == reason::robots || why == reason::type || why == reason::size;
}

url_stage stage_of(const state::known_url& known) noexcept {
    switch (known.where) {
        case standing::skipped:
            return url_stage::skipped;
        case standing::done:
            return url_stage::done;
        case standing::failed:
            return known.is_passing ? url_stage::pending : url_stage::failed;
        case standing::pending:
            break;
    }
    return url_stage::pending;
}

url_facts facts_of(const state::known_url& known) noexcept {
    url_facts facts;
    facts.set_depth(known.depth);
    facts.set_kind(known.kind);
    facts.set_purpose(known.purpose);
    facts.set_stage(stage_of(known));
    facts.set_why(facts.stage() == url_stage::skipped ? known.why : reason::none);
    facts.set_page(known.is_page && !may_end_otherwise(known.why));
    return facts;
}

bool is_seed(const state::known_url& known) noexcept {
    return known.kind == html::link_kind::seed || (known.kind == html::link_kind::redirect && known.depth == 0 &&
                                                   known.purpose == purpose::page && known.where != standing::skipped);
}

}  // namespace

const std::string crawl_frontier::judged_key = "judge";
const std::string crawl_frontier::answers_key = "judge_answers";

/// What is to be told to the state when it has told all it knows.
struct crawl_frontier::loading {
    struct changed_url {
        url_id id;
        verdict skipped;
    };

    bool is_judged_anew = false;
    bool are_answers_judged_anew = false;
    /// A round of looking for changes has begun and not come to its end.
    bool is_in_round = false;
    std::unordered_set<std::uint64_t> seeds;
    std::vector<changed_url> changed;
    std::vector<url_id> reopened;
    std::vector<url_id> old;  // to be asked whether they have changed
};

void crawl_frontier::start() {
    loading so_far;
    const auto tell_seed = [this](const http::url& seed) {
        if (settings_.on_seed) {
            settings_.on_seed(seed);
        }
    };
    for (const http::url& seed : seeds_) {
        judge_.add_seed(seed);
        tell_seed(seed);
    }
    state_.each_host([this](const host_row& row) { hosts_.restore(row); });
    state_.each_seed([&](const state::known_url& known) {
        so_far.seeds.insert(known.key);
        if (const auto where = http::parse_url(known.url)) {
            judge_.add_seed(*where);
            if (known.kind == html::link_kind::seed) {
                tell_seed(*where);
            }
        }
    });
    so_far.is_in_round = state_.has_reopened();
    const auto is_new = [this, &so_far](const http::url& seed) {
        return !so_far.seeds.contains(settings_.key_of(seed));
    };
    so_far.is_judged_anew = state_.value(judged_key) != settings_.judged_by || std::ranges::any_of(seeds_, is_new);
    so_far.are_answers_judged_anew = state_.value(answers_key) != settings_.answers_judged_by;
    const bool was_relaxing = !state_.value(relaxing_key).empty();
    state_.each_url([this, &so_far](const state::known_url& known) { load(known, so_far); });
    apply(so_far);
    state_.set_value(judged_key, settings_.judged_by);
    state_.set_value(answers_key, settings_.answers_judged_by);
    state_.set_value(limit_key, {});
    state_.set_value(host_limits_key, {});
    for (url_id id = 1; was_relaxing && id <= urls_.size(); ++id) {
        if (urls_[id].stage() == url_stage::done) {
            relaxed_.push_back(id);
        }
    }
    for (const http::url& seed : std::exchange(seeds_, {})) {
        meet({seed, html::link_kind::seed}, source{});
    }
    spent_.began = async::clock::now();
}

void crawl_frontier::load(const state::known_url& known, loading& so_far) {
    while (urls_.size() + 1 < known.id) {
        url_facts gap;
        gap.set_stage(url_stage::skipped);
        urls_.add(gap);
    }
    url_facts facts = facts_of(known);
    if (known.kind == html::link_kind::redirect && known.via != 0 && known.via < known.id) {
        facts.set_hops(urls_[known.via].hops() + 1);
    }
    const auto where = http::parse_url(known.url);
    if (so_far.are_answers_judged_anew && has_ended(facts.stage()) && may_end_otherwise(known.why)) {
        so_far.reopened.push_back(known.id);
        facts.set_stage(url_stage::pending);
    }
    if (where && so_far.is_judged_anew && !is_seed(known)) {
        judge_anew(known, *where, facts, so_far);
    } else if (where && is_taken(facts.stage())) {
        judge_.remember(*where, known.kind, known.purpose);
    }
    // A round that was broken off goes on: those that it has asked are not asked again.
    if (settings_.refresh_before && !so_far.is_in_round && has_ended(facts.stage()) &&
        known.started < *settings_.refresh_before) {
        facts.set_stage(url_stage::pending);
        so_far.old.push_back(known.id);
    }
    if (facts.stage() == url_stage::done && known.sha256 && known.size > 0 && known.why == reason::none) {
        if (const url_id first = contents_.insert(first_bits_of(*known.sha256), known.id); first != known.id) {
            ++copies_[first];
        }
    }
    urls_.add(facts);
    seen_.insert(known.key, known.id);
    frontier_host* at = nullptr;
    if (hosts_.is_known(known.host)) {
        at = &hosts_[known.host];
    } else if (where && is_taken(facts.stage())) {
        at = &hosts_.of(*where);
    }
    restore_counts(known, facts, at);
    if (facts.stage() == url_stage::pending && at != nullptr) {
        at->queue.push(facts.depth(), known.id);
    }
}

// The settings are others than those of the last run.
void crawl_frontier::judge_anew(const state::known_url& known, const http::url& where, url_facts& facts,
                                loading& so_far) {
    if (has_ended(facts.stage()) && !is_check(known.purpose)) {
        judge_.remember(where, known.kind, known.purpose);
        return;
    }
    // Of these, what they were skipped for is not in the URL.
    const bool is_final =
        known.where == standing::skipped &&
        ((known.why == reason::duplicate && !judge_.allows_copy(1)) ||
         (known.why == reason::kind && !html::is_requisite(known.kind) && known.kind != html::link_kind::form));
    if (is_final) {
        return;
    }
    const purpose from = known.kind == html::link_kind::redirect ? known.purpose : purpose::page;
    candidate what{where, known.kind, known.why == reason::nofollow, false, known.depth, &where, from};
    what.is_sitemap = known.purpose == purpose::sitemap && known.kind == html::link_kind::sitemap;
    verdict now = judge_.ask(what);
    if (is_check(known.purpose) && facts.stage() != url_stage::skipped && now.is_good()) {
        want_more(known.id, judge_.purpose_of(what), facts, so_far);
        return;
    }
    if (has_ended(facts.stage())) {
        return;
    }
    if (facts.stage() == url_stage::pending ? now.is_good() : facts.why() == now.why) {
        return;
    }
    if (now.is_good() && known.kind != html::link_kind::redirect) {
        const purpose wanted = judge_.purpose_of(what);
        // Whether a link to it named an id is not known any more.
        facts.set_purpose(wanted == purpose::check ? purpose::check_ids : wanted);
    }
    facts.set_stage(now.is_good() ? url_stage::pending : url_stage::skipped);
    facts.set_why(now.why);
    if (known.where == standing::failed) {
        so_far.reopened.push_back(known.id);  // its ending would count for more than why it is skipped
    }
    so_far.changed.push_back({known.id, std::move(now)});
}

// What was only looked at may be a page now.
void crawl_frontier::want_more(url_id which, purpose wanted, url_facts& facts, loading& so_far) {
    if (rank(wanted) <= rank(facts.purpose())) {
        return;
    }
    facts.set_purpose(wanted);
    if (has_ended(facts.stage())) {
        facts.set_stage(url_stage::pending);
        so_far.reopened.push_back(which);
    }
    so_far.changed.push_back({which, {}});
}

void crawl_frontier::restore_counts(const state::known_url& known, const url_facts& facts, frontier_host* at) {
    ++counts_.known;
    switch (facts.stage()) {
        case url_stage::pending:
        case url_stage::active:
            ++counts_.pending;
            return;
        case url_stage::skipped:
            ++counts_.skipped[static_cast<std::size_t>(facts.why())];
            return;
        case url_stage::failed:
            ++counts_.failed;
            counts_.http_errors += known.is_http_error ? 1 : 0;
            if (at != nullptr) {
                ++at->failures;
            }
            break;
        case url_stage::done:
            ++counts_.done;
            break;
    }
    const bool is_wanted = known.why != reason::type && known.why != reason::size;
    const std::uint64_t pages = known.is_page && is_wanted ? 1 : 0;
    if (known.why != reason::none) {
        ++counts_.skipped[static_cast<std::size_t>(known.why)];
        counts_.duplicates += known.why == reason::duplicate ? 1 : 0;
    }
    counts_.pages += pages;
    counts_.bytes += known.size;
    spent_.pages += pages;
    spent_.bytes += known.size;
    if (at != nullptr) {
        at->spent.pages += pages;
        at->spent.bytes += known.size;
    }
}

void crawl_frontier::apply(loading& what) {
    if (!what.old.empty()) {
        state_.begin_round();
        what.reopened.insert(what.reopened.end(), what.old.begin(), what.old.end());
    }
    for (const url_id id : what.reopened) {
        state_.reopen(id);
    }
    for (loading::changed_url& each : what.changed) {
        const url_facts& facts = urls_[each.id];
        state_.change(each.id, facts.depth(), facts.kind(), facts.purpose(), std::move(each.skipped));
    }
    hosts_.offer_all(async::clock::now());
}

}  // namespace trawl::crawl
