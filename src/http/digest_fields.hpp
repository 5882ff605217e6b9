#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trawl::http {

/// What one algorithm made of a content or a representation (RFC 9530).
struct field_digest {
    std::string algorithm;  ///< its key: "sha-256"
    std::string bytes;
};

/// A Content-Digest or Repr-Digest value: a dictionary of byte sequences (RFC 8941).
///
/// Result      In the order of the field, the last one of each algorithm. Members that hold no byte sequence are passed
///             over.
/// Limits      The first 32.
[[nodiscard]] std::vector<field_digest> parse_digest_field(std::string_view value);

}  // namespace trawl::http
