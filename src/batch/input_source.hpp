#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "batch/byte_source.hpp"
#include "batch/journal.hpp"
#include "batch/list_entry.hpp"
#include "batch/list_parser.hpp"

namespace trawl::batch {

/// The inputs of a run, one after the other: those of the command line, then those of its list; or those that failed
/// before, if there are neither.
///
/// Threads     The loop's thread only.
/// Limits      As `list_parser`.
class input_source {
public:
    struct input {
        list_entry entry;
        /// What the journal says of it, if it comes from there.
        std::optional<journal_row> failed;
    };

    /// `list` may be null. `failed` is asked for what failed if there are neither URLs nor a list; null: nobody is.
    input_source(std::vector<std::string> urls, std::unique_ptr<byte_source> list, list_format format, journal* failed);

    /// The next input that needs no waiting for.
    [[nodiscard]] std::optional<input> next();

    /// Waits until `next` may have one; false: there are no more.
    ///
    /// Errors      Throws `fetch::source_error` when the list or the journal cannot be read on.
    /// Cancelling  Ends the wait; nothing is lost.
    [[nodiscard]] async::awaitable<bool> wait();

private:
    async::awaitable<void> read_list();
    async::awaitable<void> read_failed();

    std::vector<std::string> urls_;
    std::size_t next_url_ = 0;
    std::unique_ptr<byte_source> list_;
    list_parser lines_;
    std::optional<list_entry> released_;
    journal* failed_;
    std::deque<journal_row> failed_rows_;
    std::uint64_t failed_number_ = 0;
    std::string failed_name_;
};

}  // namespace trawl::batch
