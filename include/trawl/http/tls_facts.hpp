#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace trawl::http {

/// What a TLS peer showed of itself.
struct tls_facts {
    std::string version;  ///< "TLSv1.3"
    /// Of its certificate, as RFC 4514 writes names: "CN=R11,O=Let's Encrypt,C=US". UTF-8.
    std::string issuer;
    std::string subject;
    /// Its subjectAltName entries: DNS names and IP addresses, as text.
    std::vector<std::string> names;
    /// When its certificate ends (notAfter); that of an authority above it does not count.
    std::chrono::system_clock::time_point expires;
};

}  // namespace trawl::http
