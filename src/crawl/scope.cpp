#include "crawl/scope.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "crawl/url_key.hpp"

namespace trawl::crawl {

namespace {

constexpr std::array names = std::to_array<std::string_view>({"page", "prefix", "host", "domain", "any"});

std::string_view folder_of(std::string_view path) noexcept {
    return path.substr(0, path.rfind('/') + 1);
}

}  // namespace

std::string_view name(scope which) noexcept {
    return names.at(static_cast<std::size_t>(which));
}

std::optional<scope> scope_of(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<scope>(found - names.begin()));
}

seed_scope::seed_scope(scope which, const std::vector<std::string>& span_hosts) : which_(which) {
    if (which == scope::domain) {
        sites_.emplace();
    }
    for (const auto& each : span_hosts) {
        const bool is_below = each.starts_with("*.");
        const auto host = http::parse_url("http://" + (is_below ? each.substr(2) : each));
        if (!host || host->target() != "/" || !host->username().empty() ||
            host->href().find('#') != std::string::npos) {
            throw std::invalid_argument("\"" + each + "\" is no host");
        }
        if (is_below) {
            spanned_below_.push_back("." + std::string(host->host()));
        } else {
            spanned_.emplace(host->host_field());
        }
    }
}

void seed_scope::add_seed(const http::url& seed) {
    switch (which_) {
        case scope::page:
            inside_.insert(normal_form(seed, {}));
            break;
        case scope::prefix: {
            auto& known = prefixes_[std::string(seed.host_field())];
            const auto folder = folder_of(seed.path());
            if (std::ranges::none_of(known, [folder](const std::string& each) { return folder.starts_with(each); })) {
                known.emplace_back(folder);
            }
            break;
        }
        case scope::host:
            inside_.emplace(seed.host_field());
            break;
        case scope::domain:
            inside_.insert(sites_->registered_domain(seed));
            break;
        case scope::any:
            break;
    }
}

bool seed_scope::is_inside(const http::url& where) const {
    switch (which_) {
        case scope::page:
            return inside_.contains(normal_form(where, {}));
        case scope::prefix: {
            const auto found = prefixes_.find(std::string(where.host_field()));
            return found != prefixes_.end() && std::ranges::any_of(found->second, [&where](const std::string& folder) {
                       return where.path().starts_with(folder);
                   });
        }
        case scope::host:
            return inside_.contains(std::string(where.host_field()));
        case scope::domain:
            return inside_.contains(sites_->registered_domain(where));
        case scope::any:
            break;
    }
    return true;
}

bool seed_scope::is_spanned(const http::url& where) const {
    if (spanned_.empty() && spanned_below_.empty()) {
        return false;
    }
    return spanned_.contains(std::string(where.host())) || spanned_.contains(std::string(where.host_field())) ||
           std::ranges::any_of(spanned_below_,
                               [&where](const std::string& end) { return where.host().ends_with(end); });
}

verdict seed_scope::check_list(const http::url& where) const {
    return prefixes_.contains(std::string(where.host_field())) ? verdict() : check(where);
}

verdict seed_scope::check(const http::url& where) const {
    if (is_inside(where) || is_spanned(where)) {
        return {};
    }
    return {reason::scope, "--scope " + std::string(name(which_))};
}

}  // namespace trawl::crawl
