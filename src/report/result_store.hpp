#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/error_code.hpp>

#include "check/check_result.hpp"
#include "report/check_record.hpp"
#include "trawl/async/awaitable.hpp"

namespace trawl::report {

/// Keeps what reports will tell of each check, as lines in a file without a name, written on a thread of its own. Of a check
/// that is run several times one line is kept: that of its first failure, else of the first run that was skipped, that was flaky,
/// that passed; and how many there were.
///
/// Errors      A disk that is full is told once to `on_error`, on the loop; lines from there on are lost.
/// Lifetime    The loop's context must outlive it.
/// Threads     All calls on the loop's thread.
/// Limits      Memory: 8 bytes a check, 24 if they are repeated; 2 MiB for what is not written yet, if `room` is awaited
///             before each job. The file has every line that was ever kept.
class result_store {
public:
    using error_handler = std::function<void(boost::system::error_code)>;

    /// Makes the file in `folder`: a path, usually of $TMPDIR. Blocks: meant for the start of a run. Throws
    /// `boost::system::system_error` if it cannot. `is_repeated`: checks may be run several times.
    result_store(async::executor loop, const std::string& folder, bool is_repeated, error_handler on_error);
    ~result_store();
    result_store(const result_store&) = delete;
    result_store& operator=(const result_store&) = delete;

    /// Whether the line of a run of this check that ended so would be kept: without, `add` takes none.
    [[nodiscard]] bool wants(std::uint64_t number, check::standing how) const noexcept;

    /// A run of the check with this number has ended. Requires number > 0, and of one that is wanted a `line` that ends with
    /// a line feed. Never waits.
    void add(std::uint64_t number, check::standing how, std::string_view line);

    /// Waits while there is too much that is not written yet.
    [[nodiscard]] async::awaitable<void> room();

    /// Writes all of it; nothing may be added afterwards. Blocks. Calls `on_error` itself if that was not told yet.
    void close();

    /// Checks by how their kept line says that they ended: index with a `standing`.
    [[nodiscard]] const std::array<std::uint64_t, 6>& counts() const noexcept;

    /// The checks in the order of their numbers; those that were not told of, or are lost, are left out. Blocks. Requires `close`. Throws
    /// `std::runtime_error` if the file cannot be read.
    void walk(const std::function<void(const check_record&)>& take) const;
    /// As `walk`, without the checks that passed at once: these are not even read.
    void walk_not_passed(const std::function<void(const check_record&)>& take) const;
    /// The lines that are kept, as they were added.
    void each_line(const std::function<void(std::string_view line)>& take) const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::report
