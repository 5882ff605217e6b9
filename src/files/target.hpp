#pragma once

#include <cstdint>
#include <string>

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
};

}  // namespace trawl::files
