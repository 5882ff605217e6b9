#include "fetch/verdict.hpp"

namespace trawl::fetch {

bool is_hosts_fault(const report& told, const outcome& how) {
    if (std::holds_alternative<http_error>(how)) {
        return told.reply && (told.reply->status == 429 || told.reply->status >= 500);
    }
    const auto* failure = std::get_if<network_failure>(&how);
    if (failure == nullptr) {
        return false;
    }
    switch (failure->why.code) {
        case http::errc::too_large:
        case http::errc::content_coding:
        case http::errc::too_many_redirects:
        case http::errc::redirect_loop:
        case http::errc::redirect_refused:
        case http::errc::denied:
        case http::errc::proxy:
        case http::errc::system:
            return false;
        default:
            return true;
    }
}

bool is_out_of_order(const report& told, const outcome& how) {
    if (!std::holds_alternative<http_error>(how)) {
        return is_hosts_fault(told, how);
    }
    const int status = told.reply ? told.reply->status : 0;
    return status == 429 || (status >= 502 && status <= 504);
}

load_sign sign_of(const report& told, const outcome& how) {
    const int status = told.reply ? told.reply->status : 0;
    const auto* failure = std::get_if<network_failure>(&how);
    if (status == 429 || status == 503 || (failure != nullptr && failure->why.code == http::errc::timed_out)) {
        return load_sign::overloaded;
    }
    return failure != nullptr || status == 0 || status >= 500 ? load_sign::failed : load_sign::answered;
}

http::phase phase_of(const report& told) {
    const auto& took = told.trace.took;
    if (told.reply) {
        return http::phase::body;
    }
    return took.connect || told.trace.reused ? http::phase::first_byte : http::phase::queue;
}

}  // namespace trawl::fetch
