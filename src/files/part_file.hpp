#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/direct.hpp"
#include "files/folder.hpp"
#include "files/sha256.hpp"
#include "files/target.hpp"

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
};

/// A file in the making, as the thread that writes it sees it. Every call blocks.
///
/// Errors      The first error ends it: the .part is removed, and each further call reports that error again.
/// Threads     One at a time, with SIGPIPE blocked; `abandon` from any.
class part_file {
public:
    using target = std::variant<folder_target, direct_target>;

    explicit part_file(target where) : target_(std::move(where)) {}

    /// Before the first `write`.
    void expect_size(std::uint64_t size) noexcept { expected_size_ = size; }

    /// The first one opens the file.
    boost::system::error_code write(std::span<const char> piece, write_cache& cache);

    boost::system::result<stored> commit(write_cache& cache);

    /// Removes the .part; what was committed stays.
    void discard(write_cache& cache) noexcept;

    /// From now on nothing is written and nothing committed; a write that waits for the reader of a pipe gives up soon.
    void abandon() noexcept { is_abandoned_.store(true, std::memory_order_relaxed); }

private:
    enum class stage { fresh, opened, ended };

    boost::system::error_code prepare(write_cache& cache);
    boost::system::error_code open(write_cache& cache);
    boost::system::error_code open_part(write_cache& cache);
    boost::system::error_code write_all(std::span<const char> piece);
    boost::system::error_code close();
    boost::system::error_code give_name(const stored& content);
    [[nodiscard]] bool is_there_already(const stored& content);
    boost::system::error_code fail(boost::system::error_code why, write_cache& cache) noexcept;
    void end(write_cache& cache) noexcept;

    target target_;
    stage stage_ = stage::fresh;
    boost::system::error_code error_;
    std::optional<folder> folder_;  ///< that the .part is in; none if the file is written directly
    const char* name_ = nullptr;    ///< within `folder_`; part of `target_`
    std::string part_name_;
    descriptor file_;
    std::optional<sha256> digest_;
    std::uint64_t size_ = 0;
    std::uint64_t expected_size_ = 0;
    std::atomic<bool> is_abandoned_{false};
};

}  // namespace trawl::files
