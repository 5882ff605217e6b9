#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "check.hpp"

namespace trawl::fuzz {

/// A folder of its own, in memory where there is room for that, that goes with the program.
class temp_folder {
public:
    temp_folder() {
        const std::string memory = "/dev/shm";
        std::string name =
            (std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path().string()) +
            "/trawl-fuzz-XXXXXX";
        check(::mkdtemp(name.data()) != nullptr, "a folder can be made");
        path_ = name;
    }
    temp_folder(const temp_folder&) = delete;
    temp_folder& operator=(const temp_folder&) = delete;
    ~temp_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::string operator/(std::string_view name) const { return path_ + '/' + std::string(name); }

private:
    std::string path_;
};

inline std::string read_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(text).str();
}

inline void write_file(const std::string& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    check(file.flush().good(), "a file can be written");
}

}  // namespace trawl::fuzz
