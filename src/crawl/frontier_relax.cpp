#include <algorithm>
#include <utility>

#include "crawl/frontier.hpp"
#include "crawl/frontier_source.hpp"
#include "crawl/judge.hpp"

namespace trawl::crawl {

namespace {

constexpr std::size_t most_at_a_time = 64;
constexpr std::size_t most_texts = 256;

}  // namespace

const std::string crawl_frontier::relaxing_key = "relaxing";

// A page was met on a shorter way, or for more, after its links had been judged. The state is told that this is under way:
// what was not seen through when a run ends is looked for in the next one.
void crawl_frontier::relax(url_id which) {
    if (relaxed_.empty()) {
        state_.set_value(relaxing_key, "yes");
    }
    relaxed_.push_back(which);
    changed_.set();
}

// Cancelled, it leaves the pages where they are for the next call.
async::awaitable<void> crawl_frontier::relax_some() {
    const std::size_t count = std::min(relaxed_.size(), most_at_a_time);
    std::vector<url_id> pages(relaxed_.begin(), relaxed_.begin() + static_cast<std::ptrdiff_t>(count));
    const auto links = co_await state_.links_of(pages);
    std::vector<shorter_way> found;
    for (std::size_t index = 0; index < pages.size(); ++index) {
        find_shorter(pages[index], links[index], found);
    }
    for (std::size_t begin = 0; begin < found.size(); begin += most_texts) {
        const std::size_t end = std::min(found.size(), begin + most_texts);
        std::vector<url_id> asked;
        for (std::size_t index = begin; index < end; ++index) {
            asked.push_back(found[index].from);
            asked.push_back(found[index].to);
        }
        const auto texts = co_await state_.read(std::move(asked));
        for (std::size_t index = begin; index < end; ++index) {
            const std::size_t at = 2 * (index - begin);
            take_shorter(found[index], texts[at].url, texts[at + 1].url);
        }
    }
    relaxed_.erase(relaxed_.begin(), relaxed_.begin() + static_cast<std::ptrdiff_t>(count));
    if (relaxed_.empty()) {
        state_.set_value(relaxing_key, {});
    }
}

std::uint32_t crawl_frontier::step(url_id from, url_id to) const {
    // What has links and is no page is a redirect.
    return !urls_[from].is_page() || html::is_requisite(urls_[to].kind()) ? 0 : 1;
}

void crawl_frontier::find_shorter(url_id from, const std::vector<url_id>& links, std::vector<shorter_way>& into) const {
    const bool is_page = urls_[from].purpose() != purpose::requisite;
    for (const url_id to : links) {
        if (to == 0 || to > urls_.size()) {
            continue;  // who knows who wrote to the state
        }
        const url_facts& known = urls_[to];
        const bool is_nearer = urls_[from].depth() + step(from, to) < known.depth();
        const bool is_for_more = is_page && known.stage() == url_stage::skipped && known.why() == reason::kind;
        if (is_nearer || is_for_more) {
            into.push_back({from, to});
        }
    }
}

void crawl_frontier::take_shorter(const shorter_way& way, const std::string& from_text, const std::string& to_text) {
    const auto from_url = http::parse_url(from_text);
    const auto to_url = http::parse_url(to_text);
    if (!from_url || !to_url) {
        return;
    }
    const url_facts& page = urls_[way.from];
    source from;
    from.id = way.from;
    from.where = &*from_url;
    from.depth = page.depth();
    from.purpose = page.purpose();
    const candidate what{*to_url,    urls_[way.to].kind(), false, false, page.depth() + step(way.from, way.to),
                         from.where, from.purpose};
    meet_again(way.to, what, from);
}

}  // namespace trawl::crawl
