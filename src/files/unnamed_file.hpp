#pragma once

#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::files {

/// A file on the folder's disk that has no name, and is gone when it is closed. Blocks.
[[nodiscard]] boost::system::result<descriptor> make_unnamed_file(const folder& where);

}  // namespace trawl::files
