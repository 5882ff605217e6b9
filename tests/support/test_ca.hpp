#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace trawl::test {

/// PEM files.
struct certificate_files {
    std::filesystem::path certificate;  ///< the chain, leaf first
    std::filesystem::path key;
};

struct leaf_options {
    /// For subjectAltName: host names, or addresses. May be empty: then there is none.
    std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
    std::string common_name = "trawl test";
    /// From now.
    std::chrono::hours valid_from{-24};
    std::chrono::hours valid_to{24};
    /// Signed by itself in place of the CA.
    bool self_signed = false;
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
