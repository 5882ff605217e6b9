#include "app/seed_logins.hpp"

#include "url/percent.hpp"

namespace trawl::app {

namespace {

std::string origin_of(std::string_view scheme, const http::url& where) {
    return std::string(scheme).append("://").append(where.host_field());
}

http::credentials login_in(const http::url& where) {
    http::credentials who;
    who.username = http::percent_decoded(where.username());
    who.password = http::percent_decoded(where.password());
    return who;
}

credential_options without_login(credential_options given) {
    given.login.reset();
    return given;
}

}  // namespace

seed_logins::seed_logins(const credential_options& given)
    : ours_(choose_logins(given)), others_(choose_logins(without_login(given))) {
}

void seed_logins::add(const http::url& seed) {
    const bool has_login = !seed.username().empty() || !seed.password().empty();
    const auto add_origin = [&](std::string_view scheme) {
        auto& known = origins_[origin_of(scheme, seed)];
        if (has_login && !known) {
            known = seed;
        }
    };
    add_origin(seed.scheme());
    if (seed.scheme() == "http" && seed.has_default_port()) {
        add_origin("https");
    }
}

bool seed_logins::is_ours(const http::url& where) const {
    return origins_.contains(origin_of(where.scheme(), where));
}

std::optional<http::credentials> seed_logins::at(const http::url& where) const {
    const auto known = origins_.find(origin_of(where.scheme(), where));
    if (known == origins_.end()) {
        return others_ ? others_(where) : std::nullopt;
    }
    if (!known->second) {
        return ours_ ? ours_(where) : std::nullopt;
    }
    return ours_ ? ours_(*known->second) : login_in(*known->second);
}

}  // namespace trawl::app
