#include "crawl/state_words.hpp"

#include "crawl/reason.hpp"
#include "crawl/visit.hpp"
#include "html/link.hpp"

namespace trawl::crawl {

std::vector<state_word> state_words() {
    std::vector<state_word> words;
    for (auto kind = std::int64_t{0}; kind <= static_cast<std::int64_t>(html::link_kind::other_requisite); ++kind) {
        words.push_back({"kind", kind, html::name(static_cast<html::link_kind>(kind))});
    }
    for (const auto& [what, word] : {std::pair{purpose::page, "page"},
                                     {purpose::requisite, "requisite"},
                                     {purpose::sitemap, "sitemap"},
                                     {purpose::check, "check"},
                                     {purpose::check_ids, "check_ids"}}) {
        words.push_back({"purpose", static_cast<std::int64_t>(what), word});
    }
    for (auto why = std::int64_t{1}; why <= static_cast<std::int64_t>(reason::parked); ++why) {
        words.push_back({"reason", why, name(static_cast<reason>(why))});
    }
    return words;
}

}  // namespace trawl::crawl
