#include <algorithm>

#include "crawl/frontier.hpp"
#include "crawl/frontier_ending.hpp"
#include "crawl/frontier_source.hpp"
#include "crawl/judge.hpp"

namespace trawl::crawl {

namespace {

constexpr std::uint32_t most_hops_in_a_row = 20;
constexpr std::size_t most_of_raw = 2048;
constexpr std::size_t most_links_at_a_time = 1000;
// What a site may have us ask for twice.
constexpr std::size_t most_asked_twice = 65'536;
// What is no URL is worth a row each, but not any number of them.
constexpr std::uint64_t most_unusable = 100'000;

std::uint32_t depth_of(html::link_kind kind, std::uint32_t from, purpose from_purpose) noexcept {
    if (kind == html::link_kind::redirect || html::is_requisite(kind)) {
        return from;
    }
    // What a sitemap lists is as if the seed linked to it, however many of them are in between.
    return from_purpose == purpose::sitemap ? std::max(from, 1U) : from + 1;
}

std::uint32_t hops_of(html::link_kind kind, std::uint32_t from) noexcept {
    return kind == html::link_kind::redirect ? from + 1 : 0;
}

// Those have nothing that could be fetched, nor are they of use to anyone as they stand.
bool is_worth_a_row(std::string_view raw) noexcept {
    constexpr std::string_view left_out[] = {"data:", "javascript:", "blob:", "about:"};
    const auto starts_with = [raw](std::string_view prefix) {
        return raw.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), raw.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
               });
    };
    return !raw.empty() && std::ranges::none_of(left_out, starts_with);
}

// FNV-1a: only for what is no URL.
std::uint64_t key_of_raw(std::string_view raw) noexcept {
    std::uint64_t key = 0xCBF29CE484222325U;
    for (const char each : raw) {
        key = (key ^ static_cast<unsigned char>(each)) * 0x100000001B3U;
    }
    return key;
}

kept_link kept_link_of(const html::found_link& link, url_id target) {
    kept_link kept;
    kept.target = target;
    kept.kind = link.kind;
    kept.line = link.line;
    kept.column = link.column;
    if (link.target && !link.target->fragment().empty()) {
        kept.fragment = link.target->fragment().substr(1);
    }
    kept.anchor = link.anchor;
    return kept;
}

verdict verdict_on_unusable(std::string_view raw) {
    const auto colon = raw.find_first_of(":/?#");
    const bool has_scheme = colon != std::string_view::npos && colon > 0 && raw[colon] == ':';
    const auto lower = [](char each) { return each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each; };
    std::string scheme(raw.substr(0, has_scheme ? colon : 0));
    std::ranges::transform(scheme, scheme.begin(), lower);
    if (has_scheme && scheme != "http" && scheme != "https") {
        return {reason::scheme, scheme};
    }
    return {reason::bad_url, {}};
}

}  // namespace

// As many as take a few milliseconds; whether these were the last ones. Redirects have but one.
bool crawl_frontier::take_links(ended_page& of) {
    const source& from = of.from;
    const page& what = *of.what;
    const bool keeps_edges = settings_.max_depth.has_value() || from.purpose == purpose::requisite;
    const std::size_t left = what.links.size() - of.next_link;
    const std::size_t end = of.next_link + (is_redirect(what) ? left : std::min(left, most_links_at_a_time));
    for (; of.next_link < end; ++of.next_link) {
        const html::found_link& link = what.links[of.next_link];
        if (is_redirect(what) && link.kind != html::link_kind::redirect) {
            continue;
        }
        const url_id to = take_link(from, link);
        if (to == 0 || link.is_inert) {
            continue;
        }
        if (keeps_edges && !link.nofollow && link.target) {
            of.how.links.push_back(to);
        }
        if (settings_.keeps_links) {
            of.kept.push_back(kept_link_of(link, to));
        }
    }
    return end == what.links.size();
}

// Before the page is settled: a page that is known to be done has its links in the state.
void crawl_frontier::keep_links(const page& on, std::vector<kept_link> links) {
    if (!settings_.keeps_links || on.is_not_modified) {
        return;
    }
    page_links kept;
    kept.source = on.id;
    kept.links = std::move(links);
    if (on.has_all_ids) {
        kept.ids = on.ids;
    }
    state_.keep(std::move(kept));
}

url_id crawl_frontier::take_link(const source& from, const html::found_link& link) {
    if (!link.target) {
        return note_unusable(from, link);
    }
    const std::uint32_t depth = depth_of(link.kind, from.depth, from.purpose);
    candidate what{*link.target, link.kind,   link.nofollow || from.nofollow, link.is_inert, depth,
                   from.where,   from.purpose};
    what.is_sitemap = link.kind == html::link_kind::sitemap && (link.element == "sitemap" || link.element == "link");
    what.is_on_duplicate = from.same_as != 0;
    if (link.kind == html::link_kind::redirect && depth == 0 && from.purpose == purpose::page) {
        note_late_seed();
    }
    return meet(what, from);
}

// What a seed leads to is taken as a seed: what was out of scope may not be any more.
void crawl_frontier::note_late_seed() {
    judged_before_seed_ = static_cast<url_id>(urls_.size());
    if (counts_.skipped[static_cast<std::size_t>(reason::scope)] > 0) {
        state_.set_value(judged_key, {});  // the next run judges them anew
    }
}

url_id crawl_frontier::meet(const candidate& what, const source& from) {
    const std::uint64_t key = settings_.key_of(what.where);
    url_id which = seen_.find(key);
    if (which != 0) {
        meet_again(which, what, from);
    } else {
        which = add_new(what, key, from);
    }
    if (from.has_cookie && what.kind == html::link_kind::redirect && urls_[which].stage() == url_stage::pending) {
        behind_cookies_.insert(which);
    }
    return which;
}

// What a copy of a page consists of may be elsewhere than what the page consists of: a mirror needs it.
bool crawl_frontier::is_left_out(const candidate& what, const source& from) const noexcept {
    return from.same_as != 0 && !settings_.keeps_links && !html::is_requisite(what.kind);
}

verdict crawl_frontier::judge_new(const candidate& what, const source& from) {
    if (is_left_out(what, from)) {
        return judge_.refuse_link_of_copy();
    }
    if (hops_of(what.kind, from.hops) > most_hops_in_a_row) {
        return {reason::trap, "more than " + std::to_string(most_hops_in_a_row) + " redirects in a row"};
    }
    return judge_.ask(what);
}

url_id crawl_frontier::add_new(const candidate& what, std::uint64_t key, const source& from) {
    new_url made;
    made.skipped = judge_new(what, from);
    made.key = key;
    made.depth = what.depth;
    made.kind = what.kind;
    made.purpose = judge_.purpose_of(what);
    made.via = from.id;
    made.url = what.where.without_credentials().href();
    const bool is_taken = made.skipped.is_good();
    url_facts facts;
    facts.set_depth(what.depth);
    facts.set_kind(what.kind);
    facts.set_purpose(made.purpose);
    facts.set_hops(hops_of(what.kind, from.hops));
    facts.set_stage(is_taken ? url_stage::pending : url_stage::skipped);
    facts.set_why(made.skipped.why);
    made.id = urls_.add(facts);
    seen_.insert(key, made.id);
    ++counts_.known;
    if (!is_taken) {
        // A host that nothing is asked of is none of ours.
        const frontier_host* at = hosts_.find(what.where);
        made.host = at == nullptr ? 0 : at->id;
        ++counts_.skipped[static_cast<std::size_t>(made.skipped.why)];
        state_.add(std::move(made));
        return static_cast<url_id>(urls_.size());
    }
    frontier_host& at = host_of(what.where);
    made.host = at.id;
    const url_id id = made.id;
    texts_.offer(id, {made.url, from.referrer(), nullptr});
    state_.add(std::move(made));
    ++counts_.pending;
    enqueue(id, at);
    return id;
}

frontier_host& crawl_frontier::host_of(const http::url& where) {
    const std::size_t before = hosts_.size();
    frontier_host& at = hosts_.of(where);
    if (hosts_.size() != before) {
        state_.keep(at.row());
    }
    return at;
}

void crawl_frontier::enqueue(url_id which, frontier_host& at) {
    at.queue.push(urls_[which].depth(), which);
    hosts_.offer(at, async::clock::now());
    changed_.set();
}

// Whether to ask the judge again is worth it: most links lead to what is known, and nothing is new about that.
bool crawl_frontier::may_fare_better(url_id which, const candidate& what) const noexcept {
    const url_facts& known = urls_[which];
    if (what.kind == html::link_kind::seed) {
        return true;
    }
    switch (known.why()) {
        case reason::depth:
            return what.depth < known.depth() || html::is_requisite(what.kind) != html::is_requisite(known.kind());
        case reason::nofollow:
            return !what.nofollow;
        case reason::duplicate:
            return true;
        case reason::kind:
            return !what.is_inert && (what.kind != known.kind() || what.from_purpose == purpose::page);
        case reason::scope:
            return which <= judged_before_seed_ || html::is_requisite(what.kind) != html::is_requisite(known.kind());
        default:
            return false;
    }
}

void crawl_frontier::meet_again(url_id which, const candidate& what, const source& from) {
    url_facts& known = urls_[which];
    if (is_left_out(what, from) || hops_of(what.kind, from.hops) > most_hops_in_a_row) {
        return;
    }
    if (known.stage() == url_stage::skipped) {
        if (may_fare_better(which, what) && judge_.ask(what).is_good()) {
            admit(which, what, from);
        }
        return;
    }
    if (leads_back(which, what, from)) {
        asked_twice_.insert(which);
        ask_again(which, what, from);
        return;
    }
    const purpose wanted = judge_.purpose_of(what);
    const bool was_check = is_check(known.purpose());
    const bool is_for_more = rank(wanted) > rank(known.purpose());
    const bool is_nearer = from.same_as == 0 && std::min(what.depth, url_facts::deepest) < known.depth();
    if ((!is_for_more && !is_nearer) || !judge_.ask_again(what).is_good()) {
        return;
    }
    known.set_depth(std::min(what.depth, known.depth()));
    if (is_for_more) {
        known.set_purpose(wanted);
        known.set_kind(what.kind);
    }
    state_.change(which, known.depth(), known.kind(), known.purpose(), {});
    if (known.stage() == url_stage::pending && is_nearer) {
        enqueue(which, host_of(what.where));  // where it stood in the queue, nothing waits any more
    } else if (known.stage() == url_stage::done && was_check) {
        if (is_for_more) {
            ask_again(which, what, from);
        }
    } else if (known.stage() == url_stage::done && (is_for_more || settings_.max_depth)) {
        relax(which);
    }
}

// A site that looks whether cookies are kept redirects away, sets one, and redirects back: now it gives the page.
bool crawl_frontier::leads_back(url_id which, const candidate& what, const source& from) const {
    const url_facts& known = urls_[which];
    const bool was_redirect = known.stage() == url_stage::done && !known.is_page();
    return what.kind == html::link_kind::redirect && from.has_cookie && was_redirect && which != from.id &&
           !asked_twice_.contains(which) && asked_twice_.size() < most_asked_twice;
}

// It was only looked at or a redirect, and that is not enough any more.
void crawl_frontier::ask_again(url_id which, const candidate& what, const source& from) {
    urls_[which].set_stage(url_stage::pending);
    --counts_.done;
    ++counts_.pending;
    state_.reopen(which);
    texts_.offer(which, {what.where.without_credentials().href(), from.referrer(), nullptr});
    enqueue(which, host_of(what.where));
}

// What held it back does not any more.
void crawl_frontier::admit(url_id which, const candidate& what, const source& from) {
    url_facts& known = urls_[which];
    --counts_.skipped[static_cast<std::size_t>(known.why())];
    known.set_depth(what.depth);
    known.set_kind(what.kind);
    known.set_purpose(judge_.purpose_of(what));
    known.set_hops(hops_of(what.kind, from.hops));
    known.set_stage(url_stage::pending);
    known.set_why(reason::none);
    state_.change(which, what.depth, what.kind, known.purpose(), {});
    texts_.offer(which, {what.where.without_credentials().href(), from.referrer(), nullptr});
    ++counts_.pending;
    enqueue(which, host_of(what.where));
}

url_id crawl_frontier::note_unusable(const source& from, const html::found_link& link) {
    const std::string_view raw = std::string_view(link.raw).substr(0, most_of_raw);
    if (!is_worth_a_row(raw)) {
        return 0;
    }
    const std::uint64_t key = key_of_raw(raw);
    if (const url_id known = seen_.find(key); known != 0 || ++unusable_ > most_unusable) {
        return known;
    }
    new_url made;
    made.skipped = verdict_on_unusable(raw);
    made.key = key;
    made.depth = from.depth + 1;
    made.kind = link.kind;
    made.via = from.id;
    made.url = raw;
    url_facts facts;
    facts.set_depth(made.depth);
    facts.set_kind(link.kind);
    facts.set_stage(url_stage::skipped);
    facts.set_why(made.skipped.why);
    made.id = urls_.add(facts);
    seen_.insert(key, made.id);
    ++counts_.known;
    ++counts_.skipped[static_cast<std::size_t>(made.skipped.why)];
    state_.add(std::move(made));
    return static_cast<url_id>(urls_.size());
}

}  // namespace trawl::crawl
