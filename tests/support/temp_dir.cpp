#include "support/temp_dir.hpp"

#include <stdlib.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace trawl::test {

temp_dir::temp_dir() {
    auto name = (std::filesystem::temp_directory_path() / "trawl_test_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::system_error{errno, std::generic_category(), "mkdtemp"};
    }
    path_ = name;
}

temp_dir::~temp_dir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& where, std::string_view text) {
    std::filesystem::create_directories(where.parent_path());
    std::ofstream file{where, std::ios::binary | std::ios::trunc};
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.flush()) {
        throw std::runtime_error{"cannot write " + where.string()};
    }
}

std::string read_file(const std::filesystem::path& where) {
    std::ifstream file{where, std::ios::binary};
    if (!file) {
        throw std::runtime_error{"cannot read " + where.string()};
    }
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

}  // namespace trawl::test
