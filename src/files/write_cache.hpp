#pragma once

#include <string>
#include <vector>

#include "files/folder.hpp"
#include "files/sha256.hpp"

namespace trawl::files {

/// What a writing thread keeps from one file for the next.
struct write_cache {
    std::vector<sha256> digests;

    struct opened_folder {
        folder top;
        std::string name;
        folder below;
    };
    /// Only for files that are opened within moments of each other: a folder may be replaced while we run.
    std::vector<opened_folder> folders;

    /// Whether files can be made without a name.
    bool makes_unnamed = true;
};

}  // namespace trawl::files
