#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include "files/descriptor.hpp"
#include "files/direct.hpp"
#include "files/hasher.hpp"
#include "files/part_place.hpp"
#include "files/part_progress.hpp"
#include "files/target.hpp"
#include "files/write_cache.hpp"

namespace trawl::files {

/// A file in the making, as the thread that writes it sees it. Every call blocks, save those that only set something.
///
/// A small one whose size is known has no .part where the file system can do without: it has no name before its final one.
///
/// Errors      The first error ends it, as `download` says; each further call reports that error again.
/// Threads     One at a time, with SIGPIPE blocked; `abandon` from any.
class part_file {
public:
    using target = std::variant<folder_target, direct_target>;

    /// Where a piece goes that has no place of its own: behind the one before.
    static constexpr std::uint64_t append = ~std::uint64_t{0};

    explicit part_file(target where) : target_(std::move(where)) {}

    // As those of `download`; before the first `write`.
    void expect_part() noexcept { may_have_part_ = true; }
    void expect_size(std::uint64_t size) noexcept { expected_size_ = size; }
    void will_check(digest_algorithm which);
    void go_on() noexcept { goes_on_ = true; }
    void identify(part_state about) { progress_ = std::make_unique<part_progress>(std::move(about)); }
    void split(std::vector<segment> into) { split_ = std::move(into); }

    /// Before the first `write`. Opens and locks what it finds.
    std::optional<part_state> find(write_cache& cache);

    /// The first one opens the file.
    boost::system::error_code write(std::uint64_t offset, std::span<const char> piece, write_cache& cache);

    /// After `name_taken` it may be called again.
    boost::system::result<stored> commit(const expectations& must, const std::string& final_name, write_cache& cache);

    /// Whether `name_taken` comes from a look into the file there. Without `compare_any_size` one of more than 1 MiB is not
    /// looked into: that takes long.
    [[nodiscard]] bool has_compared() const noexcept { return has_compared_ || compares_any_size_; }
    void compare_any_size() noexcept { compares_any_size_ = true; }

    boost::system::error_code park(write_cache& cache);

    /// Removes the .part and the .part.json; what was committed stays.
    void discard(write_cache& cache) noexcept;

    /// From now on nothing is committed, and a write that waits for the reader of a pipe, or a reading for digests, gives up
    /// soon. Unless `keeps` the part, nothing is written either.
    void abandon(bool keeps) noexcept;

    /// What ended it.
    [[nodiscard]] boost::system::error_code error() const noexcept { return error_; }

    /// The name of the .part if the error is about that; else empty.
    [[nodiscard]] const std::string& part_at_fault() const noexcept { return part_at_fault_; }

    /// After a commit that was refused.
    [[nodiscard]] const findings& found() const noexcept { return findings_; }

private:
    enum class stage { fresh, found, opened, ended };

    boost::system::error_code prepare(write_cache& cache);
    boost::system::error_code open(write_cache& cache);
    boost::system::error_code open_part(write_cache& cache);
    boost::system::error_code create(part_place& place, write_cache& cache);
    boost::system::error_code open_found();
    boost::system::error_code set_up_progress();
    boost::system::error_code write_all(std::span<const char> piece);
    boost::system::error_code write_all_at(std::uint64_t offset, std::span<const char> piece);
    boost::system::error_code take_in(std::uint64_t offset, std::span<const char> piece);
    void hash(std::uint64_t offset, std::span<const char> piece);
    boost::system::result<stored> finish(const expectations& must);
    boost::system::error_code find_digests(const expectations& must, stored& content);
    boost::system::error_code compare(const expectations& must) const;
    boost::system::error_code close(stored& content);
    boost::system::error_code give_name(const std::string& final_name, bool replaces, write_cache& cache);
    boost::system::error_code move_to(const part_place& there, bool replaces, write_cache& cache);
    boost::system::error_code put_at(const part_place& there);
    boost::system::error_code close_named(const part_place& there);
    boost::system::error_code name_part(write_cache& cache);
    [[nodiscard]] bool is_there_already(const part_place& there, stored& content);
    [[nodiscard]] bool is_worth_keeping(boost::system::error_code why) const;
    boost::system::error_code fail(boost::system::error_code why, write_cache& cache) noexcept;
    void remove() noexcept;
    void end(write_cache& cache) noexcept;

    target target_;
    stage stage_ = stage::fresh;
    boost::system::error_code error_;
    std::optional<part_place> place_;  ///< none if the file is written directly
    descriptor file_;
    std::unique_ptr<part_progress> found_;     ///< what `find` found, until the first write
    std::unique_ptr<part_progress> progress_;  ///< none if nobody said what the file is
    std::vector<segment> split_;
    std::optional<sha256> digest_;
    std::vector<hasher> more_digests_;
    std::uint64_t hashed_ = 0;  ///< bytes from the beginning that the digests have seen
    std::uint64_t size_ = 0;
    std::uint64_t expected_size_ = 0;
    findings findings_;
    std::string part_at_fault_;
    std::optional<stored> whole_;  ///< all but its name is done
    bool compares_any_size_ = false;
    bool has_compared_ = false;
    bool goes_on_ = false;
    bool is_unnamed_ = false;
    bool may_have_part_ = false;
    bool hashes_along_ = true;
    std::atomic<bool> is_abandoned_{false};
    std::atomic<bool> keeps_{false};
};

}  // namespace trawl::files
