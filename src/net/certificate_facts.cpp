#include "net/certificate_facts.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <time.h>

#include <boost/asio/ip/address.hpp>

namespace trawl::net {
namespace {

using std::chrono::system_clock;

constexpr std::size_t max_name_size = 255;
// RFC 4514, with characters beyond ASCII as they are.
constexpr unsigned long name_style = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);

struct free_bio {
    void operator()(BIO* what) const noexcept { BIO_free(what); }
};
struct free_names {
    void operator()(GENERAL_NAMES* all) const noexcept { GENERAL_NAMES_free(all); }
};

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

// A certificate may call anything UTF-8.
std::string as_utf8(std::string_view text) {
    std::string all;
    while (!text.empty()) {
        unsigned long point = 0;
        const int length =
            UTF8_getc(reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()), &point);
        all += length > 0 ? text.substr(0, static_cast<std::size_t>(length)) : std::string_view("\xEF\xBF\xBD");
        text.remove_prefix(static_cast<std::size_t>(std::max(length, 1)));
    }
    return all;
}

std::string name_text(const X509_NAME* name) {
    const std::unique_ptr<BIO, free_bio> out(BIO_new(BIO_s_mem()));
    if (!out || X509_NAME_print_ex(out.get(), name, 0, name_style) < 0) {
        return {};
    }
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return as_utf8({text, static_cast<std::size_t>(size)});
}

system_clock::time_point end_of(const X509* certificate) {
    tm parts{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) {
        return {};
    }
    // Those without an end say the year 9999, which nanoseconds of 64 bits do not reach; nor do they the year 0.
    const auto seconds = std::chrono::seconds(timegm(&parts));
    constexpr auto first = std::chrono::ceil<std::chrono::seconds>(system_clock::time_point::min());
    constexpr auto last = std::chrono::floor<std::chrono::seconds>(system_clock::time_point::max());
    return std::clamp(std::chrono::sys_seconds(seconds), first, last);
}

}  // namespace

std::vector<std::string> names_of(const x509_st* certificate) {
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

std::string name_of(const X509_NAME* name) {
    std::string text = name_text(name);
    if (text.size() > max_name_size) {
        std::size_t end = max_name_size;
        while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += "...";
    }
    return text;
}

void describe(const x509_st* certificate, http::tls_facts& into) {
    into.issuer = name_text(X509_get_issuer_name(certificate));
    into.subject = name_text(X509_get_subject_name(certificate));
    into.names = names_of(certificate);
    into.expires = end_of(certificate);
}

}  // namespace trawl::net
