#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/system/error_code.hpp>

#include "files/digest.hpp"
#include "files/sha256.hpp"

namespace trawl::files {

/// A path that the user named, and so trusted: symbolic links are followed. A new or regular file is written as
/// PATH.part and renamed; a device, a pipe, and standard output ("-" or /dev/stdout) are written directly.
struct direct_target {
    std::string path;
};

/// What a file became.
struct stored {
    std::uint64_t size = 0;
    sha256_digest sha256{};
    std::int64_t modified =
        0;  ///< st_mtim of the file under its name, in nanoseconds since 1970; 0 for a pipe or a device
};

/// What a file must be to get its name. Several digests must all agree.
struct expectations {
    std::vector<digest> digests;
    std::optional<std::uint64_t> size;
    /// Whether what stands at the name gives way. Else one with the same bytes is taken for the file, and nothing that
    /// differs is touched: `name_taken`.
    bool replaces = true;
};

/// What a file that was refused came to.
struct findings {
    std::uint64_t size = 0;
    std::vector<digest> digests;  ///< one for each algorithm that was expected
};

/// Why a whole file was refused.
enum class files_errc {
    digest_mismatch = 1,
    size_mismatch,  ///< or bytes of it are missing
    name_taken,     ///< by another file that must not be replaced
    part_in_use,    ///< another program is at the .part; downloads say device_or_resource_busy
};

[[nodiscard]] boost::system::error_code make_error_code(files_errc code) noexcept;

}  // namespace trawl::files

template <>
struct boost::system::is_error_code_enum<trawl::files::files_errc> : std::true_type {};
