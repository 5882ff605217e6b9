#include "output/reason.hpp"

#include <cassert>

#include "files/confinement.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

reason reason_of_error(const http::error& why) {
    std::string text = http::message(why);
    if (may_hold_password(text)) {
        text = redacted_text(text);
    }
    if (why.code == http::errc::denied) {
        text += ", by --deny-private";
    }
    return {http::name(why.code), http::name(why.where), std::move(text)};
}

struct explain {
    const fetch::report& done;

    reason operator()(const fetch::fetched&) const {
        assert(false && "a job that ended well has no reason");
        return {};
    }
    reason operator()(const fetch::not_modified&) const { return (*this)(fetch::fetched{}); }
    reason operator()(const fetch::already_complete&) const { return (*this)(fetch::fetched{}); }
    reason operator()(const fetch::checksum_mismatch& found) const { return {"checksum", "body", found.detail}; }
    reason operator()(const fetch::http_error&) const {
        return {"http_status", http::name(http::phase::head),
                "HTTP " + std::to_string(done.reply ? done.reply->status : 0)};
    }
    reason operator()(const fetch::network_failure& failure) const { return reason_of_error(failure.why); }
    reason operator()(const fetch::skipped& skip) const {
        if (skip.is_meant) {
            return {"skipped", http::name(skip.why.where), skip.why.detail};
        }
        if (skip.why.where == http::phase::head) {
            return {skip.why.code == http::errc::too_large ? "too_large" : "type", http::name(skip.why.where),
                    "not taken: " + skip.why.detail};
        }
        return done.what.is_bad_line ? reason_of_input(done.what) : reason_of_error(skip.why);
    }
    reason operator()(const fetch::robots_denied& denial) const {
        return {"robots", http::name(http::phase::queue), "robots.txt denies it: " + denial.rule};
    }
    reason operator()(const fetch::write_failure& failure) const {
        return {"write",
                {},
                "cannot write " + (failure.path == "-" ? "standard output" : failure.path) + ": " +
                    files::why_not_written(failure.path, failure.why)};
    }
    reason operator()(const fetch::cancelled&) const { return {"cancelled", {}, "interrupted before it ended"}; }
};

}  // namespace

reason reason_of_input(const fetch::job& what) {
    const http::error& why = what.target.error();
    reason found = reason_of_error(why);
    if (what.is_bad_line) {
        found.kind = "bad_line";
        found.message = "bad line: " + (may_hold_password(why.detail) ? redacted_text(why.detail) : why.detail);
    }
    return found;
}

reason reason_of(const fetch::report& done) {
    return std::visit(explain{done}, done.how);
}

}  // namespace trawl::output
