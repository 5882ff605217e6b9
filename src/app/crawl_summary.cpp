#include "app/crawl_summary.hpp"

#include <algorithm>
#include <utility>

#include "app/interruption.hpp"
#include "base/byte_size.hpp"
#include "base/duration_text.hpp"

namespace trawl::app {

namespace {

using counted_name = std::pair<std::uint64_t, std::string>;

// "12 scope, 3 robots", the most first.
std::string list_text(std::vector<counted_name> counts) {
    std::erase_if(counts, [](const auto& one) { return one.first == 0; });
    std::ranges::stable_sort(counts, std::ranges::greater{}, &counted_name::first);
    std::string text;
    for (const auto& [count, what] : counts) {
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
    }
    return text;
}

std::string traps_text(const crawl_end& ended) {
    std::vector<counted_name> counts;
    for (std::size_t i = 0; i < ended.trapped.size(); ++i) {
        counts.emplace_back(ended.trapped[i], "--trap-" + std::string(name(static_cast<crawl::trap>(i))));
    }
    const std::string text = list_text(std::move(counts));
    return text.empty() ? "" : "Traps in this run: " + text + "\n";
}

}  // namespace

std::string crawl_summary(const crawl_end& ended, const output::summary& totals) {
    const auto& now = ended.now;
    std::string text = counted(now.pages - ended.before.pages, "page") + ", " +
                       (totals.not_modified() > 0 ? std::to_string(totals.not_modified()) + " not modified, " : "") +
                       base::to_text(base::byte_size{now.bytes - ended.before.bytes}) + " in " +
                       base::to_text(ended.cost.elapsed) + ", " + counted(ended.cost.requests, "request") + " over " +
                       counted(ended.cost.connections, "connection") + "\n";
    if (ended.before.done + ended.before.failed > 0) {
        text += counted(now.pages, "page") + ", " + base::to_text(base::byte_size{now.bytes}) + " in all runs\n";
    }
    if (ended.ignores_robots) {
        text += "robots.txt and nofollow were ignored, as asked\n";
    }
    text += traps_text(ended);
    if (ended.checked) {
        text += output::text_of(*ended.checked);
    } else if (totals.failures().all() > 0) {
        text += std::to_string(totals.failures().all()) + " failed:\n" + totals.failures_text();
    }
    if (ended.before.failed > 0) {
        text += std::to_string(ended.before.failed) + " failed in earlier runs: --export failed tells which\n";
    }
    for (const auto& remark : ended.remarks) {
        text += remark + "\n";
    }
    return text;
}

// What failed for now waits again when a run begins.
std::string how_to_go_on(const crawl_end& ended) {
    if (ended.now.pending == 0) {
        const bool is_known = ended.before.done + ended.before.failed > 0;
        return is_known && ended.before.pending == 0 && ended.cost.requests == 0 && !ended.is_interrupted
                   ? "There was nothing left to do: --refresh asks again for what is known.\n"
                   : "";
    }
    const bool needs_more =
        !ended.spent_budget.empty() || (!ended.spent_budget_of_host.empty() && !ended.is_interrupted);
    return needs_more ? "The same command with a larger limit goes on.\n" : "The same command again goes on.\n";
}

}  // namespace trawl::app
