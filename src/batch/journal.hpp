#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch/journal_error.hpp"
#include "batch/journal_row.hpp"
#include "files/folder.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::batch {

/// What became of the files of a folder, kept in FOLDER/.trawl/state.db over runs and over crashes. An SQLite database:
/// docs/journal.md describes it.
///
/// Lifetime    The destructor commits what is waiting, and joins the thread. The loop's context must outlive it.
/// Threads     The loop's thread only, but for `commit`. The database is used on a thread of its own.
/// Limits      Rows wait for 20 ms, or until they are 1,000, before they are committed: a program that is killed
///             forgets no more. Several processes may have one folder, though only one
///             of them fetches into it: `run_lock`.
class journal {
public:
    /// Called on the loop, once, when something could not be written.
    using error_handler = std::function<void(std::string why)>;

    /// Whether the folder has one: opening makes it.
    [[nodiscard]] static bool exists(const files::folder& where);

    /// Opens or makes it. Blocks. Throws `journal_error`, which names the file and says what can be done, if it
    /// cannot be opened, is damaged, or was made by another version.
    journal(async::executor loop, files::folder where, error_handler on_error = {});
    ~journal();
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    /// Whether it knew no file when it was opened: nothing need be looked up.
    [[nodiscard]] bool is_fresh() const noexcept;

    /// Gives the names and paths that it knew when it was opened and that stand in the folder, whole or in part: one whose file is
    /// gone, or never came, is free for others. Blocks, so for the start of the program.
    void each_name(const std::function<void(std::string name)>& take);

    /// A file that is looked up: by its name if there is one, else by the rest.
    struct question {
        std::string name;
        std::string url;
        std::string variant;
        std::uint64_t occurrence = 1;
        std::string naming;
    };

    struct answer {
        std::optional<journal_row> row;
        /// Whether the file is there as the row says: its size and its time. After a crash of the machine its bytes
        /// too, once.
        bool is_as_recorded = false;
    };

    /// One answer for each question, in their order.
    ///
    /// Errors      Throws `journal_error` if the database cannot be read.
    /// Cancelling  Ends the wait, and the reading of bytes.
    [[nodiscard]] async::awaitable<std::vector<answer>> look_up(std::vector<question> asked);

    /// The files whose last try did not end well, in the order of their inputs: those behind `number`, `limit` at most.
    /// Files of several runs may have one number: `name` tells them apart.
    ///
    /// Errors, Cancelling  As for `look_up`.
    [[nodiscard]] async::awaitable<std::vector<journal_row>> failed_after(std::uint64_t number, std::string name,
                                                                          std::size_t limit);

    /// Keeps what became of a file. One that was cancelled, or not reached, does not replace a row that says done; a
    /// failure keeps what the row says of the file itself.
    void add(journal_row row);

    /// Returns when all that was added before is on its way to the disk: it survives the end of this program, however
    /// that comes. Blocks.
    ///
    /// Threads     Any.
    void commit();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::batch
