#pragma once

#include <string>
#include <vector>

#include "trawl/http/tls_facts.hpp"

struct x509_st;

namespace trawl::net {

/// The DNS names and addresses of a certificate's subjectAltName, in its order; what is no printable ASCII as '?'.
///
/// Limits      255 bytes of each.
[[nodiscard]] std::vector<std::string> names_of(const x509_st* certificate);

/// Fills in all but the version.
void describe(const x509_st* certificate, http::tls_facts& into);

}  // namespace trawl::net
