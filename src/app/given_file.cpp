#include "app/given_file.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string_view>
#include <system_error>

#include "app/option_set.hpp"

namespace trawl::app {

namespace {

std::string read_file(const std::string& path, std::size_t most) {
    const std::string& place = path == "-" ? "/dev/stdin" : path;
    errno = 0;
    std::ifstream file(place, std::ios::binary);
    std::string content;
    std::array<char, 4096> piece{};
    while (file.good() && content.size() <= most) {
        file.read(piece.data(), piece.size());
        content.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (!file.is_open() || file.bad()) {
        throw bad_value("cannot read " + place + ": " + std::generic_category().message(errno));
    }
    if (content.size() > most) {
        throw bad_value(place + " holds over " + std::to_string(most / 1024) + " KiB");
    }
    return content;
}

}  // namespace

std::string read_given_file(const std::string& path) {
    return read_file(path, std::numeric_limits<std::size_t>::max());
}

std::string read_given_text(const std::string& path) {
    constexpr std::size_t most = 64 * 1024;
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::string content = read_file(path, most);
    if (content.starts_with(byte_order_mark)) {
        content.erase(0, byte_order_mark.size());
    }
    return content;
}

std::string read_secret(const std::string& given) {
    if (!given.starts_with('@')) {
        return given;
    }
    std::string content = read_given_text(given.substr(1));
    content.resize(std::min(content.find_first_of("\r\n"), content.size()));
    if (content.empty()) {
        throw bad_value(given.substr(1) + " begins with an empty line");
    }
    return content;
}

std::string environment_text(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? "" : value;
}

}  // namespace trawl::app
