#include "fetch/destination.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "files/direct.hpp"

namespace trawl::fetch {

namespace {

bool is_stream(const std::string& path) {
    struct stat found {};
    return files::own_descriptor(path) || (::stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode));
}

// Of a file in the making, and of what it is a part of.
constexpr std::array<std::string_view, 2> suffixes = {".part", ".part.json"};

bool loses_suffix(std::string& name) {
    const auto* const found = std::ranges::find_if(suffixes, [&](auto suffix) { return name.ends_with(suffix); });
    if (found == suffixes.end()) {
        return false;
    }
    name.resize(name.size() - found->size());
    return true;
}

}  // namespace

destination::destination(files::folder where) : where_(where) {
    std::error_code failed;
    for (std::filesystem::directory_iterator each(where.path(), failed), end; !failed && each != end;
         each.increment(failed)) {
        std::string name = each->path().filename().string();
        if (loses_suffix(name)) {
            parts_.insert(std::move(name));
        } else if (!had_folders_ && !name.starts_with('.')) {
            std::error_code unknown;
            had_folders_ = each->is_directory(unknown);
        }
    }
}

destination::destination(files::direct_target target) : where_(target), is_stream_(fetch::is_stream(target.path)) {
}

std::optional<files::download> destination::open(files::writer& disk, const job& what, bool wants_digests) const {
    if (const auto* folder = std::get_if<files::folder>(&where_)) {
        std::optional<files::download> made(std::in_place, disk, *folder, what.name);
        if (may_have_part(what)) {
            made->expect_part();
        }
        return made;
    }
    if (const auto* target = std::get_if<files::direct_target>(&where_)) {
        return files::download(disk, *target);
    }
    if (wants_digests) {
        return files::download(disk, files::direct_target{"/dev/null"});
    }
    return std::nullopt;
}

bool destination::may_have_part(const job& what) const {
    if (is_folder()) {
        return what.name.find('/') == what.name.npos ? parts_.contains(what.name) : had_folders_;
    }
    return std::holds_alternative<files::direct_target>(where_) && !is_stream_;
}

std::string destination::path_of(const job& what) const {
    return path_of(what.known && !what.known->final_name.empty() ? what.known->final_name : what.name);
}

std::string destination::path_of(const std::string& name) const {
    if (const auto* folder = std::get_if<files::folder>(&where_)) {
        const std::string& above = folder->path();
        return above == "." ? name : above + (above.ends_with('/') ? "" : "/") + name;
    }
    if (const auto* target = std::get_if<files::direct_target>(&where_)) {
        return target->path;
    }
    return {};
}

}  // namespace trawl::fetch
