#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/part_state.hpp"

namespace trawl::files {

/// A NAME.part.json, open, and locked against other programs (`flock`) until it is closed.
///
/// It is written over where it stands, by one call of one length: a program that is killed meanwhile leaves the old text or the new
/// one, and what a power failure leaves is told by its check.
///
/// Errors      `device_or_resource_busy` if another program has it locked; `too_many_symbolic_link_levels` for a symbolic link.
/// Threads     One at a time; every call blocks.
class part_sidecar {
public:
    part_sidecar() noexcept = default;

    /// Creates it, 0600 whatever the umask, in place of one that nobody uses.
    [[nodiscard]] static boost::system::result<part_sidecar> create(int folder, const std::string& name);

    /// Opens one that is there.
    [[nodiscard]] static boost::system::result<part_sidecar> open(int folder, const std::string& name);

    /// Removes one that is there, if nobody uses it.
    [[nodiscard]] static boost::system::error_code remove_unused(int folder, const std::string& name);

    [[nodiscard]] bool is_open() const noexcept { return file_.is_open(); }

    /// What it says; nullopt if that cannot be trusted: damaged, more than 1 MiB, another user's.
    [[nodiscard]] std::optional<part_record> read();

    /// Says it from now on.
    [[nodiscard]] boost::system::error_code write(const part_record& record);

private:
    explicit part_sidecar(descriptor file) noexcept : file_(std::move(file)) {}

    descriptor file_;
    std::size_t slot_ = 0;  ///< how long it is
};

}  // namespace trawl::files
