#include "fetch/outcome.hpp"

namespace trawl::fetch {

namespace {

std::string_view failure_name(http::errc code) noexcept {
    switch (code) {
        case http::errc::timed_out:
            return "timeout";
        case http::errc::truncated:
            return "truncated";
        case http::errc::too_large:
            return "too_large";
        default:
            return "network_error";
    }
}

struct namer {
    std::string_view operator()(const fetched&) const noexcept { return "ok"; }
    std::string_view operator()(const not_modified&) const noexcept { return "not_modified"; }
    std::string_view operator()(const already_complete&) const noexcept { return "already_complete"; }
    std::string_view operator()(const checksum_mismatch&) const noexcept { return "checksum_mismatch"; }
    std::string_view operator()(const http_error&) const noexcept { return "http_error"; }
    std::string_view operator()(const network_failure& failure) const noexcept {
        return failure_name(failure.why.code);
    }
    std::string_view operator()(const skipped& what) const noexcept {
        const bool is_refused_body = what.why.where != http::phase::queue && what.why.code == http::errc::too_large;
        return is_refused_body ? "too_large" : "skipped";
    }
    std::string_view operator()(const robots_denied&) const noexcept { return "robots_denied"; }
    std::string_view operator()(const write_failure&) const noexcept { return "write_error"; }
    std::string_view operator()(const cancelled&) const noexcept { return "cancelled"; }
};

}  // namespace

std::string_view name(const outcome& how) noexcept {
    return std::visit(namer{}, how);
}

bool is_success(const outcome& how) noexcept {
    return std::holds_alternative<fetched>(how) || std::holds_alternative<not_modified>(how) ||
           std::holds_alternative<already_complete>(how);
}

}  // namespace trawl::fetch
