#include "app/named_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "app/option_set.hpp"
#include "files/direct.hpp"

namespace trawl::app {

namespace {

// Of two paths that the user gave, either of which may be empty or mean a descriptor of ours.
bool is_same_file(const std::string& one, const std::string& other) {
    std::error_code none;
    if (one.empty() || other.empty() || files::own_descriptor(one) || files::own_descriptor(other) ||
        std::filesystem::is_other(one, none)) {
        return false;
    }
    const auto whole = [&none](const std::string& path) {
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path, none), none);
    };
    return whole(one) == whole(other) || std::filesystem::equivalent(one, other, none);
}

}  // namespace

void refuse_files_named_twice(const std::vector<named_file>& written, const std::vector<std::string>& read,
                              std::string on_stdout) {
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto& [option, path] = written[i];
        bool is_taken = std::ranges::any_of(read, [&](const auto& one) { return is_same_file(path, one); });
        for (std::size_t before = 0; before < i; ++before) {
            is_taken = is_taken || is_same_file(path, written[before].path);
        }
        if (is_taken) {
            throw option_error(option, path + " is named by another option too");
        }
        if (files::is_standard_output(path)) {
            if (!on_stdout.empty()) {
                throw option_error(option, "standard output is taken by " + on_stdout);
            }
            on_stdout = option;
        }
    }
}

}  // namespace trawl::app
