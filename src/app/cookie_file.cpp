#include "app/cookie_file.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "app/given_file.hpp"
#include "base/log.hpp"
#include "files/descriptor.hpp"
#include "files/direct.hpp"
#include "files/write_all.hpp"

namespace trawl::app {

namespace {

std::chrono::system_clock::time_point now() {
    return std::chrono::system_clock::now();
}

boost::system::error_code write_and_sync(int fd, const std::string& text) {
    const auto result = files::write_all(fd, text);
    if (result.failure) {
        return result.failure;
    }
    return ::fdatasync(fd) == 0 ? boost::system::error_code{} : files::last_error();
}

// A device or a pipe stays what it is.
boost::system::error_code write_special(const std::string& path, const std::string& text) {
    files::descriptor file{::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC)};
    return file.is_open() ? files::write_all(file.fd(), text).failure : files::last_error();
}

boost::system::error_code replace_file(const std::string& path, const std::string& text) {
    std::string name = path + ".XXXXXX";  // mkostemp makes it with 0600
    files::descriptor file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file.is_open()) {
        return files::last_error();
    }
    auto failed = write_and_sync(file.fd(), text);
    if (!file.close() && !failed) {
        failed = files::last_error();
    }
    if (!failed && ::rename(name.c_str(), path.c_str()) != 0) {
        failed = files::last_error();
    }
    if (failed) {
        ::unlink(name.c_str());
    }
    return failed;
}

}  // namespace

void load_cookies(http::cookie_jar& into, const std::string& path, bool must_exist) {
    std::error_code none;
    if (!must_exist && !std::filesystem::exists(path, none)) {
        return;
    }
    for (const auto line : into.load(read_given_file(path), now())) {
        base::log(base::log_level::warn, path + ":" + std::to_string(line) + ": there is no cookie in this line");
    }
}

boost::system::error_code save_cookies(const http::cookie_jar& from, const std::string& path) {
    const std::string text = from.save(now());
    std::error_code none;
    if (const auto given = files::own_descriptor(path)) {
        return files::write_all(*given, text).failure;
    }
    const auto found = std::filesystem::status(path, none);
    if (std::filesystem::exists(found) && !std::filesystem::is_regular_file(found)) {
        return write_special(path, text);
    }
    // The file that a link leads to is the one that is meant.
    const auto target =
        std::filesystem::is_symlink(path, none) ? std::filesystem::weakly_canonical(path, none).string() : path;
    return replace_file(target, text);
}

}  // namespace trawl::app
