#include "crawl/link_conversion.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "crawl/link_rewriting.hpp"
#include "files/descriptor.hpp"
#include "files/write_all.hpp"

namespace trawl::crawl {

namespace {

constexpr std::uint64_t largest_file = std::uint64_t{64} << 20U;
constexpr std::size_t most_named = 100;
constexpr const char* making = "converting.tmp";

[[noreturn]] void fail(boost::system::error_code why, const char* doing, const std::string& path) {
    throw boost::system::system_error(why, std::string("cannot ") + doing + ' ' + path);
}

std::string_view folder_of(std::string_view path) {
    const std::size_t end = path.rfind('/');
    return end == std::string_view::npos ? std::string_view() : path.substr(0, end);
}

// A file by its folder: no symbolic link is followed.
struct file_place {
    files::folder folder;
    std::string name;

    [[nodiscard]] std::string shown() const { return folder.path() + '/' + name; }
};

struct file_content {
    std::string bytes;
    struct stat about {};
};

// Nullopt if there is none, or none that could be meant.
std::optional<file_content> read(const file_place& place) {
    const files::descriptor file(
        ::openat(place.folder.fd(), place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    file_content content;
    if (!file.is_open() || ::fstat(file.fd(), &content.about) != 0 || !S_ISREG(content.about.st_mode) ||
        static_cast<std::uint64_t>(content.about.st_size) > largest_file) {
        return std::nullopt;
    }
    std::array<char, 64 * 1024> piece{};
    ssize_t count = 0;
    while ((count = ::read(file.fd(), piece.data(), piece.size())) > 0) {
        content.bytes.append(piece.data(), static_cast<std::size_t>(count));
    }
    if (count < 0) {
        fail(files::last_error(), "read", place.shown());
    }
    return content;
}

bool is(const std::optional<file_content>& what, const files::sha256_digest& sha256) {
    if (!what) {
        return false;
    }
    files::sha256 digest;
    digest.update(what->bytes);
    return digest.finish() == sha256;
}

// Puts a file in the place of what is there, with the mode and the times of the one that it is made from.
void replace(const file_place& place, std::string_view bytes, const struct stat& like, const files::folder& workshop) {
    const files::descriptor file(
        ::openat(workshop.fd(), making, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file.is_open()) {
        fail(files::last_error(), "make", workshop.path() + '/' + making);
    }
    if (const auto done = files::write_all(file.fd(), bytes); done.failure) {
        fail(done.failure, "write", place.shown());
    }
    const std::array<timespec, 2> times{like.st_atim, like.st_mtim};
    if (::fchmod(file.fd(), like.st_mode & 0777U) != 0 || ::futimens(file.fd(), times.data()) != 0 ||
        ::renameat(workshop.fd(), making, place.folder.fd(), place.name.c_str()) != 0) {
        fail(files::last_error(), "replace", place.shown());
    }
}

// Keeps a file under a second name; the first one is about to become another file.
void keep(const file_place& from, const file_place& to, const file_content& content, const files::folder& workshop) {
    ::unlinkat(to.folder.fd(), to.name.c_str(), 0);
    if (::linkat(from.folder.fd(), from.name.c_str(), to.folder.fd(), to.name.c_str(), 0) != 0) {
        // A file system without links.
        replace(to, content.bytes, content.about, workshop);
    }
}

std::string originals_of(std::string_view path) {
    std::string folder = ".trawl/originals";
    return folder_of(path).empty() ? folder : folder.append("/").append(folder_of(path));
}

// The file as it was fetched, from where an earlier conversion kept it.
std::optional<file_content> kept_original(const files::folder& mirror, std::string_view path, const std::string& name,
                                          const files::sha256_digest& sha256) {
    const auto originals = mirror.find_sub_folder(originals_of(path));
    auto kept = originals ? read({*originals, name}) : std::nullopt;
    return is(kept, sha256) ? std::move(kept) : std::nullopt;
}

}  // namespace

link_conversion::result link_conversion::convert(const http::url& where, std::string_view path,
                                                 const files::sha256_digest& sha256, std::string_view charset) {
    const auto format = linked_format_of(path);
    if (!format) {
        return result::as_it_was;
    }
    const auto folder = mirror_.find_sub_folder(folder_of(path));
    if (!folder) {
        return result::not_ours;
    }
    const file_place place{*folder, std::string(path.substr(path.rfind('/') + 1))};
    const auto now = read(place);
    if (!now) {
        return result::not_ours;
    }
    const bool is_original = is(now, sha256);
    const auto kept = is_original ? std::nullopt : kept_original(mirror_, path, place.name, sha256);
    if (!is_original && !kept) {
        return result::not_ours;
    }
    const file_content& original = is_original ? *now : *kept;
    const std::string made = with_local_links(original.bytes, {where, path, *format, charset}, targets_);
    if (made == now->bytes) {
        return result::as_it_was;
    }
    const files::folder workshop = mirror_.sub_folder(".trawl").value();
    if (is_original) {
        keep(place, {mirror_.sub_folder(originals_of(path)).value(), place.name}, original, workshop);
    }
    replace(place, made, original.about, workshop);
    return result::converted;
}

conversion_report convert_mirror(state& known, const files::folder& mirror, mirror_targets::key_function key_of,
                                 const std::atomic<bool>& is_interrupted) {
    mirror_targets targets(std::move(key_of));
    known.each_url([&](const state::known_url& each) {
        if (!each.path.empty()) {
            targets.add_file(each.key, each.path);
        } else if (const auto to = http::parse_url(each.location); to && !each.location.empty()) {
            targets.add_redirect(each.key, *to);
        }
    });
    link_conversion conversion(mirror, targets);
    conversion_report report;
    known.each_url([&](const state::known_url& each) {
        report.is_interrupted = is_interrupted.load(std::memory_order_relaxed);
        const auto where = http::parse_url(each.path.empty() ? std::string_view() : each.url);
        if (report.is_interrupted || !where || !each.sha256 || each.size > largest_file) {
            return;
        }
        const auto how = conversion.convert(*where, each.path, *each.sha256, each.charset);
        report.converted += how == link_conversion::result::converted ? 1 : 0;
        report.unchanged += how == link_conversion::result::as_it_was ? 1 : 0;
        if (how == link_conversion::result::not_ours && report.not_ours.size() < most_named) {
            report.not_ours.emplace_back(each.path);
        }
    });
    return report;
}

}  // namespace trawl::crawl
