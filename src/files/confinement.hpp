#pragma once

#include <cstdint>
#include <string>

#include <boost/system/result.hpp>

#include "files/descriptor.hpp"

namespace trawl::files {

/// What may be written at a place.
enum class may_write : std::uint8_t {
    file,   ///< into this file, device or pipe
    files,  ///< a folder: files in it, and beneath, are made, written, renamed and removed
    tree,   ///< a folder: folders are made too, and files moved from one to another
};

/// Keeps threads from writing anywhere but at the places that are allowed: the Landlock of Linux, from 5.19 on. What is open
/// already stays as it is; reading, and the network, are not touched. Neither are the mode, the owner and the times of files,
/// which Landlock does not know.
class confinement {
public:
    /// `may_execute`: whether programs may be started. Errors: ENOSYS, the kernel has none; EOPNOTSUPP, it is switched off;
    /// EPROTONOSUPPORT, it is too old to let files be moved between folders.
    [[nodiscard]] static boost::system::result<confinement> begin(bool may_execute);

    /// A place by an open descriptor, O_PATH does. Errors: those of the system; EBADFD is of what has no place, like a pipe
    /// without a name, and is not confined at all.
    [[nodiscard]] boost::system::error_code allow(int place, may_write what) const noexcept;

    /// The calling thread and what it starts from now on, programs included, for as long as they live. These programs can gain
    /// no privileges (no_new_privs).
    ///
    /// Errors      Those of the system; nothing is confined then, but no_new_privs may be set.
    /// Threads     Those that run already are not confined: meant for before the first.
    [[nodiscard]] boost::system::error_code enforce() const noexcept;

private:
    confinement(descriptor ruleset, std::uint64_t known) noexcept : ruleset_(std::move(ruleset)), known_(known) {}

    descriptor ruleset_;
    std::uint64_t known_;  // rights that this kernel looks at
};

/// What the error says; and that it was the confinement, if the process is confined and nothing else forbids to write there.
[[nodiscard]] std::string why_not_written(const std::string& path, const boost::system::error_code& why);

}  // namespace trawl::files
