#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace trawl::test {

/// A folder of its own beneath the system's folder for temporary files, removed with all that is in it.
class temp_dir {
public:
    temp_dir();
    ~temp_dir();
    temp_dir(const temp_dir&) = delete;
    temp_dir& operator=(const temp_dir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Writes a whole file, and the folders that it needs; throws if it cannot.
void write_file(const std::filesystem::path& where, std::string_view text);

/// A whole file; throws if it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& where);

}  // namespace trawl::test
