#include "crawl/frontier_ending.hpp"

#include <algorithm>
#include <cstring>
#include <variant>

namespace trawl::crawl {

namespace {

// Another run may find it mended.
bool is_passing(int status) noexcept {
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

bool is_passing(http::errc why) noexcept {
    using enum http::errc;
    return why != bad_url && why != unsupported_scheme && why != too_large && why != content_coding && why != denied &&
           why != redirect_refused && why != redirect_loop;
}

void fail(ending& how, bool is_passing) noexcept {
    how.is_failed = true;
    how.is_passing = is_passing;
}

/// What each outcome says of a URL.
struct teller {
    ending& how;
    const page* what;

    void operator()(const fetch::fetched&) const {
        if (what != nullptr && is_redirect(*what)) {
            how.outcome = "redirect";
        }
    }
    void operator()(const fetch::not_modified&) const {}
    void operator()(const fetch::already_complete&) const {}
    void operator()(const fetch::checksum_mismatch& wrong) const {
        fail(how, true);
        how.error = wrong.detail;
    }
    void operator()(const fetch::http_error&) const {
        fail(how, is_passing(how.status));
        if (how.status == 301 || how.status == 302 || how.status == 303 || how.status == 307 || how.status == 308) {
            how.error = "redirects without saying where to (no Location)";
        }
    }
    void operator()(const fetch::network_failure& failure) const {
        fail(how, is_passing(failure.why.code));
        how.error = http::message(failure.why);
    }
    void operator()(const fetch::skipped& left_out) const {
        const bool is_parked = left_out.why.code == http::errc::unreachable;
        fail(how, is_parked);
        how.error = http::message(left_out.why);
        if (is_parked) {
            how.skipped = {reason::parked, left_out.why.detail};
        }
    }
    void operator()(const fetch::robots_denied& denied) const {
        how.skipped = {reason::robots, denied.rule};
        if (denied.is_passing) {
            fail(how, true);
            how.error = denied.rule;
        }
    }
    void operator()(const fetch::write_failure& failure) const {
        fail(how, true);
        how.error = failure.path + ": " + failure.why.message();
    }
    void operator()(const fetch::cancelled&) const { fail(how, true); }
};

std::string redirect_target(const page& what) {
    const auto found = std::ranges::find(what.links, html::link_kind::redirect,
                                         [](const html::found_link& each) { return each.kind; });
    if (found == what.links.end()) {
        return {};
    }
    return found->target ? found->target->href() : found->raw;
}

void describe(ending& how, const page& what) {
    how.started = what.started;  // as archives have it
    how.status = what.status;
    how.size = what.size;
    how.media_type = what.media_type;
    how.charset = what.charset;
    how.path = what.path;
    how.error = what.problem;
    how.etag = what.fields.get("ETag").value_or("");
    how.last_modified = what.fields.get("Last-Modified").value_or("");
    if (is_redirect(what)) {
        how.location = redirect_target(what);
    }
    if (is_page(what) && !is_check(what.purpose) && !what.is_not_modified && what.skipped.is_good() &&
        what.end == body_end::whole) {
        how.sha256 = what.sha256;
    }
    how.skipped = what.skipped;
}

}  // namespace

bool is_page(const page& what) noexcept {
    return what.is_not_modified || (what.status >= 200 && what.status < 300);
}

bool is_redirect(const page& what) noexcept {
    return what.status >= 300 && what.status < 400 && !what.is_not_modified;
}

std::uint64_t first_bits_of(const files::sha256_digest& digest) noexcept {
    std::uint64_t bits = 0;
    std::memcpy(&bits, digest.data(), sizeof(bits));
    return bits;
}

ending ending_of(const fetch::report& done, const page* what) {
    ending how;
    how.id = static_cast<url_id>(done.what.number);
    how.outcome = fetch::name(done.how);
    how.started = done.started;
    how.took = std::chrono::duration_cast<std::chrono::milliseconds>(done.took);
    if (done.reply) {
        how.status = done.reply->status;
    }
    if (what != nullptr) {
        describe(how, *what);
    }
    std::visit(teller{how, what}, done.how);
    return how;
}

}  // namespace trawl::crawl
