#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/folder.hpp"
#include "files/target.hpp"
#include "files/writer.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::files {

struct transfer;
class write_queue;

/// One file on its way to disk: written as NAME.part beside its place, and one rename makes it NAME once it is whole.
///
/// Errors      System error codes: no_space_on_device, permission_denied, read_only_file_system, is_a_directory,
///             filename_too_long, too_many_files_open, broken_pipe ... After an error the .part is gone, and each
///             further call reports that same error.
/// Cancelling  The waiter leaves with `operation_aborted`; what was handed over belongs to the writer. Only destroying
///             or `discard` may follow.
/// Lifetime    Destroyed before `commit` or `discard` ended, it has the .part removed behind its back. A commit that
///             the writer has not begun by then does not happen; one that it has, leaves a whole file.
/// Threads     The loop's thread only; one call at a time.
/// Limits      See `write`.
class download {
public:
    /// Into `where`, under a name relative to it. Folders that the name goes through are made when needed; a symbolic
    /// link among them is an error. An old .part is replaced, one that is a symbolic link is an error. What stands at
    /// the name itself is replaced, atomically, be it a file or a symbolic link (the link, not what it points to);
    /// a folder there is an error. A file of up to 1 MiB there that is the same already is left as it is.
    /// Nothing touches the disk before the first `write` or `commit`.
    download(writer& disk, const folder& where, std::string name);

    /// To a path that the user gave. See `direct_target`.
    download(writer& disk, direct_target target);

    download(download&&) noexcept;
    download& operator=(download&&) noexcept;
    ~download();

    /// Says how long it will become, so that the file system finds room in one piece. Before the first `write`.
    void expect_size(std::uint64_t size);

    /// Hands a piece over, and waits only while too much is under way: more than 4 pieces of this file, or, when the
    /// writer has more than 64 MiB in hand, more than none.
    ///
    /// Result      An error of this piece or, likelier, of an earlier one: the caller need not go on then.
    [[nodiscard]] async::awaitable<boost::system::error_code> write(buffer piece);

    /// Returns once all is written and the file has its name. Called right after the only `write`, both are one
    /// hand-over. Without a `write` the file is empty.
    [[nodiscard]] async::awaitable<boost::system::result<stored>> commit();

    /// Returns once the .part is gone; does nothing after `commit` or an error. A cancellation meanwhile is not noticed
    /// (the caller's next wait will). A caller that was cancelled before cannot wait: there the destructor is enough.
    [[nodiscard]] async::awaitable<void> discard();

private:
    void abandon();

    std::shared_ptr<write_queue> queue_;
    std::shared_ptr<transfer> transfer_;
};

}  // namespace trawl::files
