#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "files/descriptor.hpp"

namespace trawl::output {

// Files of lines, read and written by pieces of 256 KiB. They block, and throw `boost::system::system_error`, which names
// the file.

/// Reads from `offset` on as much as fits; 0 at the end.
std::size_t read_at(const files::descriptor& file, std::uint64_t offset, std::span<char> into, const std::string& name);

/// The lines of a file, one after the other.
class line_reader {
public:
    /// `name` is for errors.
    line_reader(const files::descriptor& file, std::string name) : file_(file), name_(std::move(name)) {}

    /// False at the end; what stands behind the last line feed is no line.
    [[nodiscard]] bool next();

    /// Without its line feed; good until `next`.
    [[nodiscard]] std::string_view line() const noexcept { return line_; }
    /// Where it starts in the file.
    [[nodiscard]] std::uint64_t start() const noexcept { return start_; }

private:
    bool fill();

    const files::descriptor& file_;
    std::string name_;
    std::uint64_t read_ = 0;
    std::string text_;
    std::size_t at_ = 0;
    std::string_view line_;
    std::uint64_t start_ = 0;
};

/// Appends lines to a file.
class line_writer {
public:
    line_writer(const files::descriptor& file, std::string name) : file_(file), name_(std::move(name)) {}

    void add(std::string_view line);
    /// Writes what is held back.
    void flush();

private:
    const files::descriptor& file_;
    std::string name_;
    std::string text_;
};

}  // namespace trawl::output
