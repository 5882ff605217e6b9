#include "crawl/judge.hpp"

#include "crawl/state_links.hpp"

namespace trawl::crawl {

namespace {

using html::link_kind;

bool is_seed(const candidate& what) noexcept {
    return what.kind == link_kind::seed ||
           (what.kind == link_kind::redirect && what.depth == 0 && what.from_purpose == purpose::page);
}

// What a site lists itself has an end; what pages lead to need not have one. Of requisites only styles lead to others of
// their kind.
bool is_counted(link_kind kind, purpose why) noexcept {
    if (kind == link_kind::seed) {
        return false;
    }
    if (why == purpose::requisite) {
        return kind == link_kind::style;
    }
    return why == purpose::sitemap || (why == purpose::page && kind != link_kind::sitemap);
}

purpose check_of(const candidate& what) {
    const std::string_view fragment = what.where.fragment();
    const bool names_id = !fragment.empty() && !id_of_fragment(fragment.substr(1)).empty();
    if (names_id && !html::is_requisite(what.kind)) {
        return purpose::check_ids;
    }
    // Behind a redirect of a page, what a link to that page names is looked for.
    const auto otherwise = what.kind == link_kind::redirect ? purpose::check_ids : purpose::check;
    return is_check(what.from_purpose) ? what.from_purpose : otherwise;
}

std::string_view text_of(const http::url& where) noexcept {
    const std::string_view text = where.href();
    return text.substr(0, text.find('#'));
}

std::string list_text(std::string_view name, const std::vector<std::string>& list) {
    std::string text;
    for (const auto& each : list) {
        text.append("\n").append(name).append(" ").append(each);
    }
    return text;
}

}  // namespace

std::string to_text(const judge_settings& settings) {
    std::string text = "scope " + std::string(name(settings.scope));
    text += list_text("span-host", settings.span_hosts) + list_text("include", settings.include) +
            list_text("exclude", settings.exclude);
    const auto add = [&text](std::string_view what, std::uint64_t value) {
        text.append("\n").append(what).append(" ").append(std::to_string(value));
    };
    add("requisites", static_cast<std::uint64_t>(settings.requisites));
    if (settings.max_depth) {
        add("depth", *settings.max_depth);
    }
    add("follow-nofollow", settings.follows_nofollow ? 1 : 0);
    add("forms", settings.takes_forms ? 1 : 0);
    add("check-links", settings.checks_links ? 1 : 0);
    for (std::size_t i = 0; i < trap_count; ++i) {
        add(name(static_cast<trap>(i)), settings.traps.of(static_cast<trap>(i)));
    }
    return text;
}

judge::judge(const judge_settings& settings)
    : settings_(settings),
      scope_(settings.scope, settings.span_hosts),
      filter_(settings.include, settings.exclude),
      traps_(settings.traps) {
}

purpose judge::purpose_of(const candidate& what) const {
    if (is_seed(what)) {
        return purpose::page;
    }
    if (is_only_checked(what)) {
        return check_of(what);
    }
    if (what.from_purpose == purpose::requisite || html::is_requisite(what.kind)) {
        return purpose::requisite;
    }
    if (what.kind == link_kind::redirect) {
        return what.from_purpose;
    }
    return what.kind == link_kind::sitemap && what.is_sitemap ? purpose::sitemap : purpose::page;
}

verdict judge::ask(const candidate& what) {
    if (is_seed(what)) {
        scope_.add_seed(what.where);
        return {};
    }
    if (auto why = check(what); !why.is_good()) {
        return why;
    }
    return traps_.ask(what.where, is_counted(what.kind, purpose_of(what)));
}

verdict judge::ask_again(const candidate& what) const {
    return is_seed(what) ? verdict() : check(what);
}

verdict judge::check(const candidate& what) const {
    if (auto why = check_kind(what); !why.is_good()) {
        return why;
    }
    return is_check(purpose_of(what)) ? filter_.check(text_of(what.where), false) : check_place(what);
}

verdict judge::check_kind(const candidate& what) const {
    if (what.is_inert) {
        return {reason::kind, "in a template"};
    }
    const bool is_requisite = html::is_requisite(what.kind);
    if (is_check(what.from_purpose) && what.kind != link_kind::redirect) {
        return {reason::kind, "on a page that is only looked at"};
    }
    if (what.from_purpose == purpose::requisite && !is_requisite && what.kind != link_kind::redirect) {
        return {reason::kind, "on a requisite"};
    }
    if (what.kind == link_kind::form && !settings_.takes_forms && !settings_.checks_links) {
        return {reason::kind, "a form"};
    }
    if (is_requisite && !takes_requisite(what.kind) && !settings_.checks_links) {
        return {reason::kind, "a requisite"};
    }
    // Whoever shows a page needs what it consists of, and a redirect leads on whatever it says.
    if (what.nofollow && !is_requisite && what.kind != link_kind::redirect && !settings_.follows_nofollow) {
        return {reason::nofollow, {}};
    }
    return {};
}

verdict judge::check_place(const candidate& what) const {
    const auto goal = purpose_of(what);
    const bool is_requisite = goal == purpose::requisite;
    if (!(is_requisite && settings_.requisites == requisite_rule::all)) {
        auto why = goal == purpose::sitemap ? scope_.check_list(what.where) : scope_.check(what.where);
        if (!why.is_good()) {
            return why;
        }
    }
    if (auto why = filter_.check(text_of(what.where), goal == purpose::page); !why.is_good()) {
        return why;
    }
    if (!is_requisite && is_too_deep(what)) {
        return {reason::depth, "--depth " + std::to_string(*settings_.max_depth)};
    }
    return {};
}

bool judge::is_only_checked(const candidate& what) const {
    if (is_check(what.from_purpose)) {
        return true;
    }
    if (!settings_.checks_links || what.from_purpose == purpose::sitemap) {
        return false;
    }
    if (what.is_on_duplicate && !html::is_requisite(what.kind)) {
        return true;
    }
    if (html::is_requisite(what.kind)) {
        const bool is_anywhere = settings_.requisites == requisite_rule::all;
        return !takes_requisite(what.kind) || (!is_anywhere && !scope_.check(what.where).is_good());
    }
    if (what.from_purpose == purpose::requisite && settings_.requisites == requisite_rule::all) {
        return false;
    }
    const bool is_refused_form = what.kind == link_kind::form && !settings_.takes_forms;
    const verdict place = what.is_sitemap ? scope_.check_list(what.where) : scope_.check(what.where);
    return is_refused_form || is_too_deep(what) || !place.is_good();
}

bool judge::takes_requisite(link_kind kind) const noexcept {
    return settings_.requisites == requisite_rule::styles ? kind == link_kind::style
                                                          : settings_.requisites != requisite_rule::none;
}

bool judge::is_too_deep(const candidate& what) const noexcept {
    return settings_.max_depth && what.depth > *settings_.max_depth;
}

void judge::remember(const http::url& taken, html::link_kind kind, purpose why) {
    if (is_counted(kind, why)) {
        traps_.remember(taken);
    }
}

}  // namespace trawl::crawl
