#include <algorithm>
#include <memory>
#include <utility>

#include "crawl/frontier.hpp"
#include "crawl/frontier_ending.hpp"
#include "crawl/frontier_source.hpp"
#include "crawl/judge.hpp"

namespace trawl::crawl {

namespace {

// Two that have nothing are not the same page.
bool can_be_duplicate(const page& what, const ending& how) noexcept {
    return how.sha256 && what.size > 0 && !how.is_failed && how.skipped.is_good();
}

// Its body was not taken.
bool is_unwanted(const ending& how) noexcept {
    return !how.is_failed && (how.skipped.why == reason::type || how.skipped.why == reason::size);
}

fetch::skipped told_as(const verdict& unwanted) {
    const bool is_size = unwanted.why == reason::size;
    return {http::error(is_size ? http::errc::too_large : http::errc::denied, http::phase::head, {},
                        is_size ? unwanted.detail : "its type, " + unwanted.detail + ", is not one of --content-type")};
}

// Of a page whose links were read before, or are none of the crawl's, none is judged.
bool are_links_followed(const page& what, const ending& how) noexcept {
    return !how.is_failed && !what.is_not_modified && ((is_page(what) && !is_check(what.purpose)) || is_redirect(what));
}

}  // namespace

void crawl_frontier::settled(fetch::report& done) {
    const auto which = static_cast<url_id>(done.what.number);
    const visit& asked = visit_of(done.what);
    frontier_host& at = hosts_[asked.host];
    put_down(done.what);
    --given_out_;
    --at.spent.active;
    const bool is_for_more = is_check(asked.purpose) && rank(urls_[which].purpose()) > rank(asked.purpose);
    if (std::holds_alternative<fetch::cancelled>(done.how) || is_for_more) {
        put_back(which, done.what, at);
    } else {
        end(which, done, at);
    }
    hosts_.offer(at, async::clock::now());
    changed_.set();
    tell_if_spent();
}

permission::answer crawl_frontier::may_ask(const fetch::job& what) {
    const auto now = async::clock::now();
    const auto which = static_cast<url_id>(what.number);
    if (asked_.contains(which)) {
        return answer::granted;
    }
    const allowance left = ask(settings_.whole, spent_, now);
    if (left == allowance::spent || hosts_.is_spent(hosts_[visit_of(what).host], now)) {
        return answer::no;
    }
    if (left == allowance::waits) {
        return answer::not_yet;
    }
    asked_.insert(which);
    ++spent_.active;
    return answer::granted;
}

void crawl_frontier::put_down(const fetch::job& what) {
    if (asked_.erase(static_cast<url_id>(what.number)) > 0) {
        --spent_.active;
        changed_.set();
    }
}

void crawl_frontier::tell_if_spent() {
    if (settings_.on_spent && given_out_ > 0 && ask(settings_.whole, spent_, async::clock::now()) == allowance::spent) {
        std::exchange(settings_.on_spent, nullptr)();
    }
}

void crawl_frontier::put_back(url_id which, const fetch::job& from, frontier_host& at) {
    const visit& asked = visit_of(from);
    urls_[which].set_stage(url_stage::pending);
    url_text text;
    text.url = from.input;
    if (!asked.referrer.empty()) {
        text.referrer = std::make_shared<const std::string>(asked.referrer);
    }
    if (!asked.etag.empty() || !asked.last_modified.empty()) {
        text.of_last_time = std::make_shared<const url_text::validators>(asked.etag, asked.last_modified);
    }
    texts_.offer(which, std::move(text));
    enqueue(which, at);
}

void crawl_frontier::end(url_id which, fetch::report& done, frontier_host& at) {
    ended_page ended;
    ended.host = at.id;
    ended.what = std::static_pointer_cast<page>(std::exchange(done.product, nullptr));
    ended.how = ending_of(done, ended.what.get());
    page* const what = ended.what.get();
    const bool is_behind_cookie = behind_cookies_.erase(which) > 0;
    bool is_read = true;
    if (what != nullptr) {
        // It may have been met on a shorter way, or for more, since it was given out.
        const url_facts& known = urls_[which];
        what->id = which;
        what->depth = known.depth();
        what->kind = known.kind();
        what->purpose = known.purpose();
        find_duplicate(*what, ended.how);
        if (are_links_followed(*what, ended.how)) {
            start_links(ended);
            ended.from.has_cookie = is_redirect(*what) && (is_behind_cookie || what->fields.contains("Set-Cookie"));
            is_read = take_links(ended);
        } else if (!ended.how.is_passing) {
            keep_links(*what, {});
        }
    }
    const bool is_looked_at = what != nullptr && is_check(what->purpose);
    if (is_unwanted(ended.how) && !is_looked_at) {
        done.how = told_as(ended.how.skipped);
    }
    count(which, ended.how, what != nullptr && is_page(*what) && !is_looked_at, at);
    if (is_read) {
        tell(std::move(ended));
    } else {
        unread_.push_back(std::move(ended));
    }
}

void crawl_frontier::start_links(ended_page& of) {
    const url_facts& known = urls_[of.how.id];
    source& from = of.from;
    from.id = of.how.id;
    from.where = &of.what->url;
    from.depth = known.depth();
    from.purpose = known.purpose();
    from.hops = known.hops();
    from.nofollow = of.what->nofollow;
    from.same_as = of.how.skipped.why == reason::duplicate ? of.how.same_as : 0;
}

void crawl_frontier::take_more_links() {
    if (take_links(unread_.front())) {
        ended_page ended = std::move(unread_.front());
        unread_.pop_front();
        tell(std::move(ended));
    }
}

void crawl_frontier::finish() {
    while (!unread_.empty()) {
        take_more_links();
    }
}

void crawl_frontier::tell(ended_page ended) {
    ending& how = ended.how;
    if (ended.from.id != 0) {
        keep_links(*ended.what, std::move(ended.kept));
    }
    std::ranges::sort(how.links);
    how.links.erase(std::unique(how.links.begin(), how.links.end()), how.links.end());
    if (ended.from.nofollow || ended.from.same_as != 0) {
        how.links.clear();
    }
    const bool is_recorded = ended.what && !is_check(ended.what->purpose) && !(how.is_failed && how.is_passing) &&
                             how.skipped.why != reason::type;
    state_.settle(std::move(how), is_recorded ? std::move(ended.what) : nullptr);
    state_.keep(hosts_[ended.host].row());
}

void crawl_frontier::find_duplicate(page& what, ending& how) {
    if (!can_be_duplicate(what, how)) {
        return;
    }
    const std::uint64_t content = first_bits_of(what.sha256);
    const url_id first = contents_.insert(content, what.id);
    if (first == what.id) {
        return;
    }
    // Of the first one, less may have been followed than is to be of this one.
    if (rank(urls_[first].purpose()) < rank(what.purpose)) {
        contents_.reassign(content, what.id);
        return;
    }
    what.same_as.emplace().id = first;
    how.same_as = first;
    const auto followed = copies_.find(first);
    const std::uint32_t before = 1 + (followed == copies_.end() ? 0 : followed->second);
    if (judge_.allows_copy(before)) {
        copies_[first] = before;
    } else {
        how.skipped = {reason::duplicate, {}};
    }
}

void crawl_frontier::count(url_id which, const ending& how, bool is_page, frontier_host& at) {
    url_facts& known = urls_[which];
    known.set_stage(how.is_failed ? url_stage::failed : url_stage::done);
    known.set_page(is_page && !how.is_failed);
    --counts_.pending;
    ++(how.is_failed ? counts_.failed : counts_.done);
    counts_.http_errors += how.is_failed && how.outcome == "http_error" ? 1 : 0;
    at.spent.bytes += how.size;
    spent_.bytes += how.size;
    counts_.bytes += how.size;
    if (how.is_failed) {
        ++at.failures;
    } else if (is_page && !is_unwanted(how)) {
        ++at.spent.pages;
        ++spent_.pages;
        ++counts_.pages;
    }
    if (!how.skipped.is_good()) {
        ++counts_.skipped[static_cast<std::size_t>(how.skipped.why)];
    }
    if (how.same_as != 0) {
        ++counts_.duplicates;
    }
}

}  // namespace trawl::crawl
