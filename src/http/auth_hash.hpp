#pragma once

#include <string>
#include <string_view>

namespace trawl::http {

/// The hash functions of Digest (RFC 7616 section 3.2), the strongest last.
enum class auth_hash { md5, sha_256, sha_512_256 };

/// Whether this machine's OpenSSL has it: MD5 is switched off in FIPS mode.
[[nodiscard]] bool is_available(auth_hash which) noexcept;

/// The hash of these bytes in lower-case hexadecimal. Requires `is_available(which)`.
[[nodiscard]] std::string hash_hex(auth_hash which, std::string_view bytes);

/// So many random bytes, fit for secrets, in lower-case hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace trawl::http
