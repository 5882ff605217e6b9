#include "net/certificate_refusal.hpp"

#include <algorithm>
#include <cstddef>

#include <openssl/x509_vfy.h>

#include "net/certificate_facts.hpp"

namespace trawl::net {
namespace {

constexpr std::size_t max_names = 5;

std::string mismatch(X509* certificate) {
    const auto names = names_of(certificate);
    if (names.empty()) {
        return "host name mismatch: certificate has no names in subjectAltName";
    }
    std::string result = "host name mismatch: certificate is for ";
    for (std::size_t i = 0; i < std::min(names.size(), max_names); ++i) {
        result += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > max_names) {
        result += " and " + std::to_string(names.size() - max_names) + " more";
    }
    return result;
}

}  // namespace

std::string certificate_refusal(x509_store_ctx_st* chain) {
    const int code = X509_STORE_CTX_get_error(chain);
    if (code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        return mismatch(X509_STORE_CTX_get0_cert(chain));
    }
    return X509_verify_cert_error_string(code);
}

}  // namespace trawl::net
