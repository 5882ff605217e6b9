#include <algorithm>
#include <memory>

#include <openssl/x509.h>

#include "base/utf8.hpp"
#include "check.hpp"
#include "net/certificate_facts.hpp"
#include "targets.hpp"

using trawl::fuzz::check;

namespace {

bool is_plain(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7F'; });
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto next = trawl::base::decode_utf8(text);
        if (!next.is_valid) {
            return false;
        }
        text.remove_prefix(next.length);
    }
    return true;
}

}  // namespace

// A certificate (DER).
void trawl::fuzz::certificate(std::string_view input) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    const std::unique_ptr<X509, decltype(&X509_free)> read(d2i_X509(nullptr, &bytes, static_cast<long>(input.size())),
                                                           &X509_free);
    if (!read) {
        return;
    }
    trawl::http::tls_facts facts;
    trawl::net::describe(read.get(), facts);
    check(is_utf8(facts.issuer) && is_utf8(facts.subject), "names are UTF-8");
    for (const auto& each : facts.names) {
        check(each.size() <= 255 && is_plain(each), "a name is short, and safe for a terminal");
    }
}
