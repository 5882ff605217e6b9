#pragma once

#include <cstddef>
#include <string>

#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::fetch {

/// One version of a file on a server that knows ranges (RFC 9110 section 14), and its replies.
struct file_version {
    std::string body;
    std::string etag = R"("v1")";
    std::string last_modified = "Mon, 02 Mar 2026 11:00:00 GMT";
    bool knows_ranges = true;

    file_version() = default;
    explicit file_version(std::string content, std::string tag = R"("v1")")
        : body(std::move(content)), etag(std::move(tag)) {}
};

/// A reply that a test may spoil before it is sent.
struct version_reply {
    int status = 200;
    test::reply::field_list fields;
    std::string body;

    /// Puts the field in the place of the one of that name, or removes that for an empty value.
    version_reply& set(const std::string& name, const std::string& value);
    [[nodiscard]] test::script whole() const;
    /// So many bytes of the body, then a close.
    [[nodiscard]] test::script broken_off(std::size_t sent) const;
};

[[nodiscard]] version_reply answer(const file_version& file, const test::received_request& asked);

/// So many bytes that no two files of different seeds share a piece of.
[[nodiscard]] std::string content(std::size_t size, unsigned seed);

}  // namespace trawl::fetch
