#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/page_output.hpp"
#include "files/descriptor.hpp"

namespace trawl::crawl {

/// One file of a `page_output`: it grows at its end, and goes on where the state says that it was committed.
///
/// Errors      All of them throw `boost::system::system_error`, or std::runtime_error, which name the file.
/// Threads     One at a time. They block.
/// Limits      Holds back up to 256 KiB in memory.
class output_log {
public:
    /// Opens it, and cuts off what is behind `committed`. Nullopt: it was never committed, and is made as needed. What
    /// has bytes and was never committed, is shorter than that, is gone, is no regular file, or is written by another
    /// program is an error. Writes nothing.
    output_log(std::string path, std::optional<std::uint64_t> committed);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// With what is held back.
    [[nodiscard]] std::uint64_t size() const noexcept { return written_ + waiting_.size(); }

    void append(std::string_view text);
    /// Returns when all of it is on the disk.
    void sync();

private:
    void take_over(std::optional<std::uint64_t> committed);
    void cut(std::uint64_t size);
    void write(std::string_view text);
    [[noreturn]] void fail(const char* doing) const;

    std::string path_;
    files::descriptor file_;
    std::string waiting_;
    std::uint64_t written_ = 0;
    bool is_synced_ = true;
    bool is_entry_synced_ = false;  // of its folder
};

/// The path as the state remembers it: absolute, without "." and double slashes.
[[nodiscard]] std::string output_path(const std::string& as_given);

/// How much of the file was committed; nullopt: it is not among them.
[[nodiscard]] std::optional<std::uint64_t> committed_size(const std::vector<output_file>& committed,
                                                          std::string_view path);

}  // namespace trawl::crawl
