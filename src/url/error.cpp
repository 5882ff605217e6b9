#include "trawl/http/error.hpp"

#include <stdexcept>

namespace trawl::http {

namespace {

std::string_view words(errc code) {
    switch (code) {
        case errc::bad_url:
            return "not a URL";
        case errc::unsupported_scheme:
            return "neither http nor https";
        case errc::dns_not_found:
            return "no such host";
        case errc::dns_failed:
            return "the resolver could not tell";
        case errc::refused:
            return "connection refused";
        case errc::unreachable:
            return "unreachable";
        case errc::reset:
            return "connection reset";
        case errc::closed:
            return "connection closed before a reply";
        case errc::timed_out:
            return "timed out";
        case errc::tls:
            return "TLS failure";
        case errc::certificate:
            return "certificate refused";
        case errc::protocol:
            return "not a valid HTTP/1.1 reply";
        case errc::truncated:
            return "cut short";
        case errc::too_large:
            return "too large";
        case errc::content_coding:
            return "cannot decode";
        case errc::too_many_redirects:
            return "too many redirects";
        case errc::redirect_loop:
            return "redirects to itself";
        case errc::redirect_refused:
            return "redirect refused";
        case errc::denied:
            return "not allowed to connect to this address";
        case errc::proxy:
            return "the proxy refused";
        case errc::too_slow:
            return "too slow";
        case errc::system:
            return "a limit of this machine";
    }
    return "unknown error";
}

std::string_view words(phase where) {
    switch (where) {
        case phase::queue:
            return "";
        case phase::dns:
            return "look up";
        case phase::connect:
            return "connect to";
        case phase::proxy:
            return "proxy";
        case phase::tls:
            return "TLS handshake";
        case phase::send:
            return "send the request";
        case phase::first_byte:
            return "wait for the reply";
        case phase::head:
            return "read the reply's head";
        case phase::body:
            return "read the reply's body";
        case phase::redirect:
            return "redirect";
    }
    return "";
}

// Where the code alone does not say what to do about it, the system's words are better.
bool cause_says_more(const error& failure) {
    switch (failure.code) {
        case errc::dns_failed:
        case errc::unreachable:
        case errc::tls:
        case errc::system:
            return failure.cause.failed();
        default:
            return false;
    }
}

// A host that a redirect names may be as long as its head.
std::string shortened(const std::string& detail) {
    constexpr std::size_t most = 400;
    if (detail.size() <= most) {
        return detail;
    }
    std::size_t end = most;
    while ((static_cast<unsigned char>(detail[end]) & 0xc0U) == 0x80U && end > 0) {
        --end;
    }
    return detail.substr(0, end) + "...";
}

}  // namespace

std::string_view name(errc code) noexcept {
    switch (code) {
        case errc::bad_url:
            return "bad_url";
        case errc::unsupported_scheme:
            return "unsupported_scheme";
        case errc::dns_not_found:
            return "dns_not_found";
        case errc::dns_failed:
            return "dns_failed";
        case errc::refused:
            return "refused";
        case errc::unreachable:
            return "unreachable";
        case errc::reset:
            return "reset";
        case errc::closed:
            return "closed";
        case errc::timed_out:
            return "timed_out";
        case errc::tls:
            return "tls";
        case errc::certificate:
            return "certificate";
        case errc::protocol:
            return "protocol";
        case errc::truncated:
            return "truncated";
        case errc::too_large:
            return "too_large";
        case errc::content_coding:
            return "content_coding";
        case errc::too_many_redirects:
            return "too_many_redirects";
        case errc::redirect_loop:
            return "redirect_loop";
        case errc::redirect_refused:
            return "redirect_refused";
        case errc::denied:
            return "denied";
        case errc::proxy:
            return "proxy";
        case errc::too_slow:
            return "too_slow";
        case errc::system:
            return "system";
    }
    return "unknown";
}

std::string_view name(phase where) noexcept {
    switch (where) {
        case phase::queue:
            return "queue";
        case phase::dns:
            return "dns";
        case phase::connect:
            return "connect";
        case phase::proxy:
            return "proxy";
        case phase::tls:
            return "tls";
        case phase::send:
            return "send";
        case phase::first_byte:
            return "first_byte";
        case phase::head:
            return "head";
        case phase::body:
            return "body";
        case phase::redirect:
            return "redirect";
    }
    return "unknown";
}

std::string message(const error& failure) {
    const std::string detail = shortened(failure.detail);
    const std::string reason = cause_says_more(failure) ? failure.cause.message() : std::string(words(failure.code));
    std::string text(words(failure.where));
    // Which proxy it was, and why.
    if (failure.where == phase::proxy && failure.code == errc::proxy && !detail.empty()) {
        return text + ' ' + detail;
    }
    // What was looked up or connected to belongs to the verb; elsewhere the detail belongs to the reason.
    const bool object = failure.where == phase::dns || failure.where == phase::connect || failure.where == phase::proxy;
    if (object && !detail.empty()) {
        text += ' ' + detail;
    } else if (failure.where == phase::connect) {
        text = "connect";
    }
    text += text.empty() ? reason : ": " + reason;
    if (!object && !detail.empty()) {
        text += " (" + detail + ')';
    }
    return text;
}

void throw_exception_from_error(const error& failure, const boost::source_location&) {
    throw std::runtime_error(message(failure));
}

}  // namespace trawl::http
