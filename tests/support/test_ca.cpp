#include "support/test_ca.hpp"

#include <cstdio>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>

#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

struct deleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using key_pointer = std::unique_ptr<EVP_PKEY, deleter>;
using certificate_pointer = std::unique_ptr<X509, deleter>;

void require(bool holds, const char* what) {
    if (!holds) {
        throw std::runtime_error{what};
    }
}

key_pointer make_key(unsigned rsa_bits = 0) {
    key_pointer key{rsa_bits > 0 ? EVP_RSA_gen(rsa_bits) : EVP_EC_gen("P-256")};
    require(key != nullptr, "EVP_PKEY_Q_keygen");
    return key;
}

void set_name(X509_NAME* name, const std::string& common_name) {
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
    require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "X509_NAME_add_entry_by_txt");
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, deleter> extension{
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "X509_add_ext");
}

/// By hand: OpenSSL's own way is by text, which ends at a NUL.
void add_names(X509* certificate, const std::vector<std::string>& names) {
    const std::unique_ptr<GENERAL_NAMES, deleter> all{sk_GENERAL_NAME_new_null()};
    for (const auto& name : names) {
        boost::system::error_code failure;
        const auto address = boost::asio::ip::make_address(name, failure);
        GENERAL_NAME* const one = GENERAL_NAME_new();
        require(one != nullptr && sk_GENERAL_NAME_push(all.get(), one) > 0, "GENERAL_NAME_new");
        ASN1_STRING* const value = failure ? ASN1_IA5STRING_new() : ASN1_OCTET_STRING_new();
        if (failure) {
            ASN1_STRING_set(value, name.data(), static_cast<int>(name.size()));
        } else if (address.is_v4()) {
            ASN1_STRING_set(value, address.to_v4().to_bytes().data(), 4);
        } else {
            ASN1_STRING_set(value, address.to_v6().to_bytes().data(), 16);
        }
        GENERAL_NAME_set0_value(one, failure ? GEN_DNS : GEN_IPADD, value);
    }
    require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, 0) == 1, "X509_add1_ext_i2d");
}

certificate_pointer make_certificate(EVP_PKEY* key, long serial, const leaf_options& what) {
    certificate_pointer made{X509_new()};
    require(made && X509_set_version(made.get(), X509_VERSION_3) == 1, "X509_new");
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), std::chrono::seconds{what.valid_from}.count());
    X509_gmtime_adj(X509_getm_notAfter(made.get()), std::chrono::seconds{what.valid_to}.count());
    X509_set_pubkey(made.get(), key);
    set_name(X509_get_subject_name(made.get()), what.common_name);
    return made;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key, bool with_sha1 = false) {
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
    add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
    require(X509_sign(certificate, issuer_key, with_sha1 ? EVP_sha1() : EVP_sha256()) > 0, "X509_sign");
}

std::unique_ptr<std::FILE, deleter> open_file(const std::filesystem::path& where) {
    std::unique_ptr<std::FILE, deleter> file{std::fopen(where.c_str(), "we")};
    require(file != nullptr, "fopen");
    return file;
}

/// The second one may be null.
void write_certificates(const std::filesystem::path& where, X509* certificate, X509* further) {
    const auto file = open_file(where);
    require(PEM_write_X509(file.get(), certificate) == 1, "PEM_write_X509");
    require(further == nullptr || PEM_write_X509(file.get(), further) == 1, "PEM_write_X509");
}

void write_key(const std::filesystem::path& where, EVP_PKEY* key) {
    require(PEM_write_PrivateKey(open_file(where).get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
            "PEM_write_PrivateKey");
}

}  // namespace

class test_ca::impl {
public:
    impl() {
        leaf_options what;
        what.common_name = "trawl test CA";
        certificate_ = make_certificate(key_.get(), serial_, what);
        add_extension(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
        add_extension(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
        sign(certificate_.get(), certificate_.get(), key_.get());
        write_certificates(folder_ / "ca.pem", certificate_.get(), nullptr);
    }

    certificate_files issue(const leaf_options& what) {
        const auto key = make_key(what.rsa_bits);
        const auto certificate = make_certificate(key.get(), ++serial_, what);
        authority between;
        if (what.through) {
            between = make_intermediate(*what.through);
            sign_leaf(what, certificate.get(), between.certificate.get(), between.key.get());
        } else if (what.self_signed) {
            sign_leaf(what, certificate.get(), certificate.get(), key.get());
        } else {
            sign_leaf(what, certificate.get(), certificate_.get(), key_.get());
        }
        const auto name = std::to_string(serial_);
        const certificate_files files{folder_ / (name + ".pem"), folder_ / (name + ".key")};
        write_certificates(files.certificate, certificate.get(),
                           what.through && what.through->is_sent ? between.certificate.get() : nullptr);
        write_key(files.key, key.get());
        return files;
    }

    [[nodiscard]] const temp_dir& folder() const { return folder_; }

private:
    struct authority {
        certificate_pointer certificate;
        key_pointer key;
    };

    authority make_intermediate(const intermediate_options& what) {
        leaf_options named;
        named.common_name = what.common_name;
        named.valid_from = std::chrono::hours{-48};
        named.valid_to = what.valid_to;
        authority made{nullptr, make_key()};
        made.certificate = make_certificate(made.key.get(), ++serial_, named);
        X509* const certificate = made.certificate.get();
        add_extension(certificate, certificate_.get(), NID_basic_constraints,
                      what.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
        add_extension(certificate, certificate_.get(), NID_key_usage,
                      what.is_authority ? "critical,keyCertSign" : "critical,digitalSignature");
        if (!what.name_constraints.empty()) {
            add_extension(certificate, certificate_.get(), NID_name_constraints, "critical," + what.name_constraints);
        }
        sign(certificate, certificate_.get(), key_.get());
        return made;
    }

    static void sign_leaf(const leaf_options& what, X509* leaf, X509* issuer, EVP_PKEY* issuer_key) {
        add_extension(leaf, issuer, NID_basic_constraints, "critical,CA:FALSE");
        add_extension(leaf, issuer, NID_key_usage, "critical,digitalSignature");
        add_extension(leaf, issuer, NID_ext_key_usage, what.purposes);
        if (!what.names.empty()) {
            add_names(leaf, what.names);
        }
        sign(leaf, issuer, issuer_key, what.with_sha1);
    }

    temp_dir folder_;
    long serial_ = 1;
    key_pointer key_ = make_key();
    certificate_pointer certificate_;
};

test_ca::test_ca() : impl_(std::make_unique<impl>()) {
}
test_ca::~test_ca() = default;

std::filesystem::path test_ca::ca_file() const {
    return impl_->folder() / "ca.pem";
}

certificate_files test_ca::issue(const leaf_options& what) {
    return impl_->issue(what);
}

certificate_files test_ca::expired() {
    leaf_options what;
    what.valid_from = std::chrono::hours{-48};
    what.valid_to = std::chrono::hours{-24};
    return issue(what);
}

certificate_files test_ca::not_yet_valid() {
    leaf_options what;
    what.valid_from = std::chrono::hours{24};
    what.valid_to = std::chrono::hours{48};
    return issue(what);
}

certificate_files test_ca::self_signed() {
    leaf_options what;
    what.self_signed = true;
    return issue(what);
}

certificate_files test_ca::wrong_host() {
    leaf_options what;
    what.names = {"other.example"};
    return issue(what);
}

certificate_files test_ca::common_name_only() {
    leaf_options what;
    what.names.clear();
    what.common_name = "localhost";
    return issue(what);
}

}  // namespace trawl::test
