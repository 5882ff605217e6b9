#pragma once

#include <string>

struct x509_store_ctx_st;

namespace trawl::net {

/// Why OpenSSL is about to refuse a certificate chain, for people: "certificate has expired on 2026-01-31", "host name mismatch: certificate is
/// for a.example". Names of the certificate come without control characters, a few of them, of limited length.
[[nodiscard]] std::string certificate_refusal(x509_store_ctx_st* chain);

}  // namespace trawl::net
