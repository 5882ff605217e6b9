#include "expect/error_kind.hpp"

namespace trawl::expect {

std::string_view error_kind(http::errc code) noexcept {
    using http::errc;
    switch (code) {
        case errc::bad_url:
        case errc::unsupported_scheme:
            return "url";
        case errc::dns_not_found:
        case errc::dns_failed:
            return "dns";
        case errc::refused:
            return "refused";
        case errc::unreachable:
            return "unreachable";
        case errc::reset:
            return "reset";
        case errc::closed:
            return "closed";
        case errc::timed_out:
            return "timeout";
        case errc::tls:
        case errc::certificate:
            return "tls";
        case errc::protocol:
            return "protocol";
        case errc::truncated:
            return "truncated";
        case errc::too_large:
            return "too_large";
        case errc::content_coding:
            return "coding";
        case errc::too_many_redirects:
        case errc::redirect_loop:
        case errc::redirect_refused:
            return "redirect";
        case errc::denied:
            return "denied";
        case errc::proxy:
            return "proxy";
        case errc::too_slow:
            return "slow";
        case errc::system:
            return "system";
    }
    return "system";
}

}  // namespace trawl::expect
