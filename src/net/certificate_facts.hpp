#pragma once

#include <string>
#include <vector>

#include "trawl/http/tls_facts.hpp"

struct x509_st;
struct X509_name_st;

namespace trawl::net {

/// The DNS names and addresses of a certificate's subjectAltName, in its order; what is no printable ASCII as '?'.
///
/// Limits      255 bytes of each.
[[nodiscard]] std::vector<std::string> names_of(const x509_st* certificate);

/// As RFC 4514 writes it, "CN=a.example,O=A", without control characters.
///
/// Limits      About 255 bytes.
[[nodiscard]] std::string name_of(const X509_name_st* name);

/// Fills in all but the version.
void describe(const x509_st* certificate, http::tls_facts& into);

}  // namespace trawl::net
