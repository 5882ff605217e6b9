#include "fetch/destination.hpp"

#include <sys/stat.h>

#include "files/direct.hpp"

namespace trawl::fetch {

namespace {

bool is_stream(const std::string& path) {
    struct stat found {};
    return files::own_descriptor(path) || (::stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode));
}

}  // namespace

destination::destination(files::direct_target target) : where_(target), is_stream_(fetch::is_stream(target.path)) {
}

std::optional<files::download> destination::open(files::writer& disk, const job& what) const {
    if (const auto* folder = std::get_if<files::folder>(&where_)) {
        return files::download(disk, *folder, what.name);
    }
    if (const auto* target = std::get_if<files::direct_target>(&where_)) {
        return files::download(disk, *target);
    }
    return std::nullopt;
}

std::string destination::path_of(const job& what) const {
    if (const auto* folder = std::get_if<files::folder>(&where_)) {
        const std::string& above = folder->path();
        return above == "." ? what.name : above + (above.ends_with('/') ? "" : "/") + what.name;
    }
    if (const auto* target = std::get_if<files::direct_target>(&where_)) {
        return target->path;
    }
    return {};
}

}  // namespace trawl::fetch
