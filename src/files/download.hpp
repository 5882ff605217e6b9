#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/folder.hpp"
#include "files/part_state.hpp"
#include "files/target.hpp"
#include "files/writer.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::files {

struct transfer;
class write_queue;

/// One file on its way to disk: written as NAME.part beside its place, and one rename makes it NAME once it is whole.
///
/// What it is a part of may be told (`identify`). Then a NAME.part.json beside the .part says so once it is worth that (see
/// `part_progress`), and how far it is: another download, of this run or a later one, finds it (`find_part`) and goes on
/// (`go_on`), though this one was cancelled, or the program killed.
///
/// Errors      System error codes: no_space_on_device, permission_denied, read_only_file_system, is_a_directory,
///             filename_too_long, too_many_files_open, broken_pipe ..., device_or_resource_busy if another program is writing the
///             same file; files_errc. After an error the .part is gone, or parked if it was identified and the error is not
///             of files_errc; each further call reports that same error.
/// Cancelling  The waiter leaves with `operation_aborted`; what was handed over belongs to the writer. Only destroying
///             or `discard` may follow.
/// Lifetime    Destroyed before `commit`, `park` or `discard` ended, it is parked behind its back if it was identified (all that was
///             handed over is kept), else the .part is removed. A commit that the writer has not begun by then does not
///             happen; one that it has, leaves a whole file.
/// Threads     The loop's thread only; one call at a time, save that several `write_at` may wait at once.
/// Limits      See `write`.
class download {
public:
    /// Into `where`, under a name relative to it. Folders that the name goes through are made when needed; a symbolic
    /// link among them is an error. An old .part is replaced, one that is a symbolic link is an error. What stands at
    /// the name itself is replaced, atomically, be it a file or a symbolic link (the link, not what it points to);
    /// a folder there is an error. The new file gets the permissions of the one that it replaces. A file of up to 1 MiB there
    /// that is the same already is left as it is.
    /// Nothing touches the disk before `find_part`, or the first `write` or `commit`.
    download(writer& disk, const folder& where, std::string name);

    /// To a path that the user gave. See `direct_target`. What is written directly is never parked.
    download(writer& disk, direct_target target);

    download(download&&) noexcept;
    download& operator=(download&&) noexcept;
    ~download();

    /// Looks for what an earlier attempt parked under this name, and locks it until this download ends. First of all calls.
    ///
    /// Result      nullopt if there is nothing that can be trusted: no .part, no .part.json or a damaged one, sizes that do not fit,
    ///             another user's, symbolic links. Also if another program is writing it: then `problem` says so.
    ///             Neither its URL nor its validators are judged here.
    /// Lifetime    What was found stays as it is until the first `write` or a `discard`.
    [[nodiscard]] async::awaitable<std::optional<part_state>> find_part();

    /// What is written goes into the part that `find_part` found: its segments are kept. Without this call the first `write`
    /// starts a new .part in its place. Requires that it found one. Before the first `write`.
    void go_on();

    /// Says what the .part is a part of: from now on it is worth keeping. After `go_on` the segments of `about` do not count
    /// (the found ones do); else they say what is to come (see `split`), and empty ones mean: all, from 0 on. Before
    /// the first `write`.
    void identify(part_state about);

    /// The missing bytes will come in these segments, in parallel with `write_at`. They are as `part_state::segments` must be, and
    /// what they say is there, is there: else the next `write` fails with `invalid_argument`. After `identify` or `go_on`, before
    /// the first `write`.
    void split(std::vector<segment> into);

    /// Says that an older .part may stand there, which goes then. Before the first `write`.
    void expect_part();

    /// Says how long it will become, so that the file system finds room in one piece. A small one has no .part then, unless it is
    /// identified, or an older one is expected. From 1 MiB on, the first `write` fails with
    /// `no_space_on_device` when there is not that much room (less what is there already). Before the first `write`.
    void expect_size(std::uint64_t size);

    /// Has this digest computed as the pieces come, so that `commit` need not read the file for it. SHA-256 always is.
    /// Before the first `write`.
    void will_check(digest_algorithm which);

    /// Hands a piece over that comes behind what is there of the first segment, and waits only while too much is under way: more
    /// than 4 pieces of this file, or, when the writer has more than 64 MiB in hand, more than none.
    ///
    /// Result      An error of this piece or, likelier, of an earlier one: the caller need not go on then.
    [[nodiscard]] async::awaitable<boost::system::error_code> write(buffer piece);

    /// The same for a piece that has its place: no further than where the segment that holds `offset` is at. It may go on into
    /// the next segments, and repeat what is there.
    ///
    /// Errors      `invalid_argument` for a piece that would leave a gap, or go beyond the end.
    [[nodiscard]] async::awaitable<boost::system::error_code> write_at(std::uint64_t offset, buffer piece);

    /// Returns once all is written and the file has its name. Called right after the only `write`, both are one
    /// hand-over. Without a `write` the file is empty, or after `go_on` what was found.
    ///
    /// What `must` says is compared first: a file that is not so is removed, and `found` says what it came to. A resumed or
    /// split file is read once more for its digests, on a thread of its own.
    ///
    /// `final_name`  In place of the name, if not empty; relative to the same folder.
    /// Errors        `files_errc`; size_mismatch also if a segment is not full. After `name_taken` it may be called again,
    ///               with another name: the file is still there.
    [[nodiscard]] async::awaitable<boost::system::result<stored>> commit();
    [[nodiscard]] async::awaitable<boost::system::result<stored>> commit(expectations must,
                                                                         std::string final_name = {});

    /// The same for a caller that may be cancelled and then has to know what became of the file.
    ///
    /// Cancelling  Ends a reading for digests: the file is parked, and `operation_aborted` reported. A file that needs none gets
    ///             its name, and that is told: the caller is not cancelled any more then. Not for what is written directly.
    [[nodiscard]] async::awaitable<boost::system::result<stored>> commit_or_park(expectations must,
                                                                                 std::string final_name = {});

    /// The error that each further call would report. `device_or_resource_busy` is known as soon as `find_part` ended.
    [[nodiscard]] boost::system::error_code problem() const noexcept;

    /// After an error: the name of the .part, if the error is about that and not about the file's own name; else empty.
    [[nodiscard]] const std::string& part_at_fault() const noexcept;

    /// After a commit that failed with `files_errc`.
    [[nodiscard]] const findings& found() const noexcept;

    /// Returns once all that was handed over is written, and .part and .part.json say how far it is. Not identified, or without
    /// a byte: as `discard`. What was found and not written to stays as it was. Does nothing after an error.
    [[nodiscard]] async::awaitable<boost::system::error_code> park();

    /// Returns once the .part and the .part.json are gone, also those that `find_part` found or could not trust; does nothing
    /// after `commit` or an error. A cancellation meanwhile is not noticed (the caller's next wait will). A caller that was
    /// cancelled before cannot wait: there the destructor is enough, if the part may stay.
    [[nodiscard]] async::awaitable<void> discard();

private:
    [[nodiscard]] async::awaitable<void> move_to_slow_lane();
    void abandon(bool keeps);

    std::shared_ptr<write_queue> queue_;
    std::shared_ptr<transfer> transfer_;
};

}  // namespace trawl::files
