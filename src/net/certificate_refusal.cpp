#include "net/certificate_refusal.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>

namespace trawl::net {
namespace {

constexpr std::size_t max_names = 5;
constexpr std::size_t max_name_size = 255;

std::string printable(std::string_view text) {
    std::string result(text.substr(0, max_name_size));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c <= ' ' || c > '~'; }, '?');
    return result;
}

std::string_view bytes(const ASN1_STRING* of) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(of)), static_cast<std::size_t>(ASN1_STRING_length(of))};
}

std::string address_text(std::string_view octets) {
    namespace ip = boost::asio::ip;
    if (ip::address_v4::bytes_type v4; octets.size() == v4.size()) {
        std::copy(octets.begin(), octets.end(), v4.begin());
        return ip::address_v4(v4).to_string();
    }
    if (ip::address_v6::bytes_type v6; octets.size() == v6.size()) {
        std::copy(octets.begin(), octets.end(), v6.begin());
        return ip::address_v6(v6).to_string();
    }
    return "?";
}

std::vector<std::string> names_of(X509* certificate) {
    struct free_names {
        void operator()(GENERAL_NAMES* all) const noexcept { GENERAL_NAMES_free(all); }
    };
    std::vector<std::string> result;
    const std::unique_ptr<GENERAL_NAMES, free_names> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
        int type = 0;
        const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &type);
        if (type == GEN_DNS) {
            result.push_back(printable(bytes(static_cast<const ASN1_STRING*>(value))));
        } else if (type == GEN_IPADD) {
            result.push_back(address_text(bytes(static_cast<const ASN1_STRING*>(value))));
        }
    }
    return result;
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

}  // namespace

std::string certificate_refusal(x509_store_ctx_st* chain) {
    const int code = X509_STORE_CTX_get_error(chain);
    if (code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        return mismatch(X509_STORE_CTX_get0_cert(chain));
    }
    return X509_verify_cert_error_string(code);
}

}  // namespace trawl::net
