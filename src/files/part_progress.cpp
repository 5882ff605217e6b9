#include "files/part_progress.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::uint64_t save_each = std::uint64_t{1} << 20;
constexpr auto save_pause = std::chrono::milliseconds(100);
constexpr auto longest_unsaved = std::chrono::seconds(2);
constexpr std::uint64_t sync_each = std::uint64_t{64} << 20;
constexpr auto sync_pause = std::chrono::seconds(30);
constexpr std::uint64_t min_settled = std::uint64_t{1} << 20;

error_code busy() {
    return {EBUSY, boost::system::system_category()};
}

// A file that has other names may be precious; one of another user may be a trap.
bool is_usable(int file, std::uint64_t length) {
    struct stat about {};
    return ::fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1 && about.st_uid == ::geteuid() &&
           static_cast<std::uint64_t>(about.st_size) >= length;
}

}  // namespace

const std::string& boot_id() {
    static const std::string id = [] {
        std::array<char, 64> text{};
        const descriptor file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
        const auto got = file.is_open() ? ::read(file.fd(), text.data(), text.size()) : -1;
        std::string read(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        return read.substr(0, read.find('\n'));
    }();
    return id;
}

part_progress::part_progress(part_state about) {
    if (about.segments.empty()) {
        about.segments = {{0, 0, about.total.value_or(segment::open_end)}};
    }
    record_.part = std::move(about);
}

result<std::optional<part_progress>> part_progress::look_up(const part_place& place, descriptor& file) {
    auto sidecar = part_sidecar::open(place.where.fd(), place.record());
    if (!sidecar) {
        if (sidecar.error() == busy()) {
            return sidecar.error();
        }
        return std::nullopt;
    }
    descriptor part(::openat(place.where.fd(), place.part.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!part.is_open() && errno == ENOENT) {
        (void)::unlinkat(place.where.fd(), place.record().c_str(), 0);
    }
    auto record = part.is_open() ? sidecar->read() : std::nullopt;
    if (!record) {
        return std::nullopt;
    }
    if (record->boot != boot_id() || record->boot.empty()) {
        record->part.segments = record->synced;
    }
    part_progress found(std::move(record->part));
    found.record_.synced = std::move(record->synced);
    found.sidecar_ = std::move(*sidecar);
    if (!found.has_anything() || !is_usable(part.fd(), found.length())) {
        return std::nullopt;
    }
    file = std::move(part);
    return std::optional<part_progress>(std::move(found));
}

void part_progress::restate(part_state about) {
    auto& last = record_.part.segments.back();
    const bool is_news = about.total && last.end == segment::open_end && last.at <= *about.total;
    if (is_news) {
        last.end = record_.synced.back().end = *about.total;
    } else {
        about.total = record_.part.total;
    }
    about.segments = std::move(record_.part.segments);
    record_.part = std::move(about);
}

bool part_progress::split(std::vector<segment> into) {
    if (!is_sound(into, record_.part.total)) {
        return false;
    }
    const auto& there = record_.part.segments;
    for (const auto& each : into) {
        std::uint64_t known = each.begin;
        for (const auto& old : there) {
            if (old.begin <= known && known < old.at) {
                known = old.at;
            }
        }
        if (each.at > known) {
            return false;
        }
    }
    record_.part.segments = std::move(into);
    return true;
}

bool part_progress::has_room(std::uint64_t offset, std::uint64_t size) const noexcept {
    const auto& segments = record_.part.segments;
    const std::uint64_t end = segments.back().end;
    if (offset > end || size > end - offset) {
        return false;
    }
    const auto holder =
        std::find_if(segments.begin(), segments.end(), [offset](const auto& each) { return offset < each.end; });
    return holder == segments.end() || offset <= holder->at;
}

std::uint64_t part_progress::length() const noexcept {
    std::uint64_t last = 0;
    for (const auto& each : record_.part.segments) {
        last = each.at > each.begin ? each.at : last;
    }
    return last;
}

bool part_progress::is_full() const noexcept {
    const auto& segments = record_.part.segments;
    return std::all_of(segments.begin(), segments.end(),
                       [](const auto& each) { return each.at == each.end || each.end == segment::open_end; });
}

error_code part_progress::note(std::uint64_t offset, std::uint64_t size, const part_place& place, int file) {
    const std::uint64_t end = offset + size;
    for (auto& each : record_.part.segments) {
        if (offset <= each.at && each.at < end) {
            each.at = std::min(each.end, end);
        }
    }
    unsaved_ += size;
    unsynced_ += size;
    if (unsynced_ >= sync_each && clock::now() - synced_at_ >= sync_pause) {
        if (const auto problem = sync(file)) {
            return problem;
        }
    }
    return is_time_to_save() ? save(place, file) : error_code();
}

// A .part.json costs as much as a small file: what comes in a moment has none, as it can come again in another.
bool part_progress::is_time_to_save() const {
    if (unsaved_ >= save_each) {
        return !sidecar_.is_open() || clock::now() - saved_at_ >= save_pause;
    }
    return !sidecar_.is_open() && clock::now() - saved_at_ >= longest_unsaved;
}

error_code part_progress::sync(int file) {
    if (::fdatasync(file) != 0) {
        return last_error();
    }
    unsynced_ = 0;
    synced_at_ = clock::now();
    record_.synced = record_.part.segments;
    return {};
}

error_code part_progress::save(const part_place& place, int file) {
    if (!sidecar_.is_open()) {
        auto made = part_sidecar::create(place.where.fd(), place.record());
        if (!made) {
            return made.error();
        }
        sidecar_ = std::move(*made);
        // Before we had the lock, another program may have put a .part of its own in the place of ours.
        struct stat about {};
        if (::fstat(file, &about) != 0 || about.st_nlink == 0) {
            forget(place);
            return busy();
        }
    }
    if (record_.synced.empty()) {
        record_.synced = {{0, 0, record_.part.total.value_or(segment::open_end)}};
    }
    record_.boot = boot_id();
    unsaved_ = 0;
    saved_at_ = clock::now();
    return sidecar_.write(record_);
}

error_code part_progress::settle(const part_place& place, int file) {
    if (unsynced_ >= min_settled) {
        if (const auto problem = sync(file)) {
            return problem;
        }
    }
    return save(place, file);
}

void part_progress::forget(const part_place& place) noexcept {
    if (sidecar_.is_open()) {
        (void)::unlinkat(place.where.fd(), place.record().c_str(), 0);
        sidecar_ = {};
    }
}

}  // namespace trawl::files
