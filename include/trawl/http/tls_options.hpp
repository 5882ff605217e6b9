#pragma once

#include <string>

namespace trawl::http {

enum class tls_version { tls_1_2, tls_1_3 };

/// How TLS peers are checked and what we show them. Connections made under different options are never shared.
struct tls_options {
    /// PEM files in place of the system's store (SSL_CERT_FILE and SSL_CERT_DIR, else the system's); empty: the system's.
    std::string ca_file;
    std::string ca_path;
    /// Client certificate chain and key, PEM. An empty key file means that the certificate's file holds it.
    std::string certificate_file;
    std::string key_file;
    bool verify = true;
    tls_version minimum = tls_version::tls_1_2;
};

}  // namespace trawl::http
