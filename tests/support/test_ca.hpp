#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trawl::test {

/// PEM files.
struct certificate_files {
    std::filesystem::path certificate;  ///< the chain, leaf first
    std::filesystem::path key;
};

/// A certificate between the CA's and a leaf's.
struct intermediate_options {
    std::string common_name = "trawl test intermediate";
    /// Else it is a server's certificate, which must not sign others.
    bool is_authority = true;
    /// As OpenSSL writes them, "permitted;DNS:a.example"; empty: none.
    std::string name_constraints;
    /// Whether a server sends it.
    bool is_sent = true;
    /// From now.
    std::chrono::hours valid_to{24};
};

struct leaf_options {
    /// For subjectAltName: host names, or addresses. May be empty: then there is none. A NUL may stand in a name.
    std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
    std::string common_name = "trawl test";
    /// From now.
    std::chrono::hours valid_from{-24};
    std::chrono::hours valid_to{24};
    /// Signed by itself in place of the CA.
    bool self_signed = false;
    /// Signed by this one in place of the CA, which signs it.
    std::optional<intermediate_options> through;
    /// What it may be used for, as OpenSSL writes it.
    std::string purposes = "serverAuth,clientAuth";
    /// RSA of this size in place of EC P-256.
    unsigned rsa_bits = 0;
    /// Signed with SHA-1 in place of SHA-256.
    bool with_sha1 = false;
};

/// A certificate authority made for one test (EC P-256); its files live in a temporary folder as long as it does.
class test_ca {
public:
    test_ca();
    ~test_ca();
    test_ca(const test_ca&) = delete;
    test_ca& operator=(const test_ca&) = delete;

    /// PEM, for clients to trust.
    [[nodiscard]] std::filesystem::path ca_file() const;

    [[nodiscard]] certificate_files issue(const leaf_options& what = {});

    /// For 127.0.0.1, ::1 and localhost.
    [[nodiscard]] certificate_files expired();
    [[nodiscard]] certificate_files not_yet_valid();
    [[nodiscard]] certificate_files self_signed();
    /// For "other.example" only.
    [[nodiscard]] certificate_files wrong_host();
    /// The host name stands in the common name only.
    [[nodiscard]] certificate_files common_name_only();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::test
