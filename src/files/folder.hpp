#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "files/descriptor.hpp"

namespace trawl::files {

/// A folder that files go to. It is a descriptor: what happens to its path later does not matter.
///
/// Threads     A value, cheap to copy; copies may be used anywhere.
class folder {
public:
    /// Opens it; made as needed, with the folders above it. The path is the user's: symbolic links in it are followed.
    /// Blocks, so for the start of the program.
    [[nodiscard]] static boost::system::result<folder> open_or_create(const std::string& path);

    [[nodiscard]] int fd() const noexcept { return opened_->file.fd(); }

    /// As it was given; what `sub_folder` returned has the path below its parent appended.
    [[nodiscard]] const std::string& path() const noexcept { return opened_->path; }

    /// Opens the folder of that name beneath it, made as needed. Blocks.
    ///
    /// Result      The folder itself for an empty name.
    /// Errors      `too_many_symbolic_link_levels` or `not_a_directory` for a symbolic link anywhere in the name,
    ///             `not_a_directory` for a file, `invalid_argument` for an empty part, "." or "..": nothing outside is
    ///             ever reached.
    [[nodiscard]] boost::system::result<folder> sub_folder(std::string_view name) const;

    /// The same for one that is there already: nothing is made.
    ///
    /// Errors      Also `no_such_file_or_directory`.
    [[nodiscard]] boost::system::result<folder> find_sub_folder(std::string_view name) const;

    /// Whether both are one opening of one folder.
    friend bool operator==(const folder& a, const folder& b) noexcept { return a.opened_ == b.opened_; }

private:
    struct opening {
        descriptor file;
        std::string path;
    };

    [[nodiscard]] boost::system::result<folder> below(std::string_view name, bool makes) const;

    folder(descriptor file, std::string path)
        : opened_(std::make_shared<const opening>(std::move(file), std::move(path))) {}

    std::shared_ptr<const opening> opened_;
};

}  // namespace trawl::files
