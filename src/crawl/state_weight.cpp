#include "crawl/state_weight.hpp"

namespace trawl::crawl {

namespace {

// One that was put aside in a file holds a descriptor, of which there are few: not more than some 32 are to wait.
constexpr std::size_t of_a_file = std::size_t{1} << 20U;
constexpr std::size_t of_a_link = 300;
constexpr std::size_t of_a_page = 2000;

// What servers can make large counts by its size.
std::size_t bytes_of(const page& made) noexcept {
    std::size_t sum = of_a_page + made.text.size() + made.request_head.size();
    sum += made.body.is_in_memory() ? static_cast<std::size_t>(made.body.size()) : of_a_file;
    for (const html::found_link& each : made.links) {
        sum += of_a_link + each.raw.size() + (each.target ? each.target->href().size() : 0);
    }
    for (const auto& [name, content] : made.metas) {
        sum += sizeof(made.metas.front()) + name.size() + content.size();
    }
    for (const std::string& each : made.ids) {
        sum += sizeof(each) + each.size();
    }
    return sum;
}

struct weighing {
    state_weight operator()(const new_url& what) const noexcept {
        return {sizeof(state_change) + what.url.size() + what.skipped.detail.size(), 0};
    }
    state_weight operator()(const std::unique_ptr<settled_url>& what) const noexcept {
        const std::size_t made = what->what == nullptr ? 0 : bytes_of(*what->what);
        return {sizeof(settled_url) + what->how.links.size() * sizeof(url_id) + made, 1};
    }
    state_weight operator()(const kept_exchange& what) const noexcept {
        return {sizeof(state_change) + bytes_of(*what.what), 1};
    }
    state_weight operator()(const std::unique_ptr<page_links>& what) const noexcept {
        const std::size_t ids = what->ids ? what->ids->size() : 0;
        return {sizeof(page_links) + what->links.size() * of_a_link + ids * sizeof(std::string), 0};
    }
    state_weight operator()(const robots_row& what) const noexcept {
        return {sizeof(state_change) + what.body.size(), 0};
    }
    template <class Other>
    state_weight operator()(const Other&) const noexcept {
        return {sizeof(state_change), 0};
    }
};

}  // namespace

state_weight weight_of(const state_change& what) noexcept {
    return std::visit(weighing{}, what);
}

}  // namespace trawl::crawl
