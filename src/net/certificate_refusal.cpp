#include "net/certificate_refusal.hpp"

#include <algorithm>
#include <cstddef>
#include <ctime>

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "net/certificate_facts.hpp"

namespace trawl::net {
namespace {

constexpr std::size_t max_names = 5;

std::string subject_of(const X509* certificate) {
    return name_of(X509_get_subject_name(certificate));
}

std::string issuer_of(const X509* certificate) {
    return name_of(X509_get_issuer_name(certificate));
}

std::string day_text(const ASN1_TIME* time) {
    tm parts{};
    char text[sizeof "2026-01-01"] = "?";
    if (ASN1_TIME_to_tm(time, &parts) == 1) {
        std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    }
    return text;
}

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

// What the short reason of OpenSSL leaves open; `at` is the certificate that was refused.
std::string more(int code, X509* at, bool is_servers) {
    switch (code) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return " on " + day_text(X509_get0_notAfter(at)) + (is_servers ? "" : ": " + subject_of(at));
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return " before " + day_text(X509_get0_notBefore(at)) + (is_servers ? "" : ": " + subject_of(at));
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return ", which is not among the trusted ones";
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return ": " + subject_of(at) + " is not among the trusted ones";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return ": " + issuer_of(at) + " is neither trusted here nor sent by the server";
        case X509_V_ERR_INVALID_PURPOSE:
            return ": it is not for servers";
        case X509_V_ERR_INVALID_CA:
            return ": " + subject_of(at) + " is no authority, but signed another certificate";
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
            return ": " + std::to_string(EVP_PKEY_get_bits(X509_get0_pubkey(at))) + " bits";
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return ": " + std::string(OBJ_nid2sn(X509_get_signature_nid(at)));
        default:
            return is_servers ? "" : ": " + subject_of(at);
    }
}

}  // namespace

std::string certificate_refusal(x509_store_ctx_st* chain) {
    const int code = X509_STORE_CTX_get_error(chain);
    if (code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        return mismatch(X509_STORE_CTX_get0_cert(chain));
    }
    const std::string reason = X509_verify_cert_error_string(code);
    X509* const at = X509_STORE_CTX_get_current_cert(chain);
    return at != nullptr ? reason + more(code, at, X509_STORE_CTX_get_error_depth(chain) == 0) : reason;
}

}  // namespace trawl::net
