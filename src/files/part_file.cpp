#include "files/part_file.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include "files/buffer.hpp"
#include "files/unnamed_file.hpp"

namespace trawl::files {
namespace {

using boost::system::error_code;

constexpr std::size_t max_digests_cached = 64;

error_code system_error_code(int number) {
    return {number, boost::system::system_category()};
}

// Not what is written directly.
bool may_have_a_part(const part_file::target& where) {
    const auto* const named = std::get_if<direct_target>(&where);
    struct stat about {};
    return named == nullptr ||
           (!own_descriptor(named->path) && (::stat(named->path.c_str(), &about) != 0 || S_ISREG(about.st_mode)));
}

}  // namespace

void part_file::will_check(digest_algorithm which) {
    const bool is_known = std::any_of(more_digests_.begin(), more_digests_.end(),
                                      [which](const auto& each) { return each.algorithm() == which; });
    if (which != digest_algorithm::sha256 && !is_known) {
        more_digests_.emplace_back(which);
    }
}

void part_file::abandon(bool keeps) noexcept {
    keeps_.store(keeps, std::memory_order_relaxed);
    is_abandoned_.store(true, std::memory_order_release);
}

std::optional<part_state> part_file::find(write_cache& cache) {
    may_have_part_ = true;
    if (stage_ != stage::fresh || !may_have_a_part(target_)) {
        return std::nullopt;
    }
    if (const auto* const named = std::get_if<direct_target>(&target_)) {
        auto opened = open_direct(named->path, is_abandoned_);
        if (!opened || std::holds_alternative<descriptor>(*opened)) {
            return std::nullopt;
        }
        target_ = std::get<folder_target>(std::move(*opened));
    }
    auto place = locate(std::get<folder_target>(target_), cache, false);
    if (!place) {
        return std::nullopt;
    }
    auto looked_up = part_progress::look_up(*place, file_);
    if (!looked_up) {
        part_at_fault_ = place->part;
        (void)fail(looked_up.error(), cache);
        return std::nullopt;
    }
    place_ = std::move(*place);
    if (!*looked_up) {
        return std::nullopt;
    }
    found_ = std::make_unique<part_progress>(std::move(**looked_up));
    stage_ = stage::found;
    return found_->about();
}

// To give a file without a name its only one takes half the time of renaming one that has a name.
error_code part_file::create(part_place& place, write_cache& cache) {
    const bool is_small = expected_size_ > 0 && expected_size_ <= buffer_pool::medium_size;
    if (is_small && !progress_ && !may_have_part_ && cache.makes_unnamed) {
        file_ = open_unnamed(place.where, 0666);
        if (file_.is_open()) {
            is_unnamed_ = true;
            return {};
        }
        cache.makes_unnamed = errno != EOPNOTSUPP && errno != EISDIR;
    }
    auto made = create_part(place);
    if (!made) {
        return made.error();
    }
    file_ = std::move(*made);
    return {};
}

error_code part_file::open_part(write_cache& cache) {
    auto place = locate(std::get<folder_target>(target_), cache, true);
    if (!place) {
        return place.error();
    }
    const bool is_large = expected_size_ == 0 || expected_size_ > buffer_pool::medium_size;
    if (const auto problem = is_large ? find_obstacle(*place) : error_code()) {
        return problem;
    }
    if (const auto problem = create(*place, cache)) {
        part_at_fault_ = place->part;
        return problem;
    }
    place_ = std::move(*place);
    stage_ = stage::opened;
    return set_up_progress();
}

error_code part_file::open(write_cache& cache) {
    if (stage_ == stage::found) {
        if (goes_on_) {
            return open_found();
        }
        found_->forget(*place_);
        remove_part(*place_, file_.fd());
        found_.reset();
        file_ = {};
    }
    if (const auto* const named = std::get_if<direct_target>(&target_)) {
        auto opened = open_direct(named->path, is_abandoned_);
        if (!opened) {
            return opened.error();
        }
        if (auto* const special = std::get_if<descriptor>(&*opened)) {
            file_ = std::move(*special);
            progress_.reset();
            stage_ = stage::opened;
            return {};
        }
        target_ = std::get<folder_target>(std::move(*opened));
    }
    return open_part(cache);
}

// Bytes that the .part.json does not speak of are cut off.
error_code part_file::open_found() {
    if (progress_) {
        found_->restate(progress_->about());
    }
    progress_ = std::move(found_);
    stage_ = stage::opened;
    hashes_along_ = false;
    if (::ftruncate(file_.fd(), static_cast<off_t>(progress_->length())) != 0) {
        return last_error();
    }
    return set_up_progress();
}

error_code part_file::set_up_progress() {
    std::uint64_t kept = 0;
    if (progress_) {
        if (!goes_on_ && progress_->has_anything()) {
            return system_error_code(EINVAL);
        }
        if (!split_.empty() && !progress_->split(std::move(split_))) {
            return system_error_code(EINVAL);
        }
        const auto& about = progress_->about();
        if (!is_sound(about.segments, about.total)) {
            return system_error_code(EINVAL);
        }
        kept = kept_size(about);
        size_ = about.segments.front().at;
        hashes_along_ = hashes_along_ && about.segments.size() == 1;
    }
    return expected_size_ == 0 ? error_code() : reserve_room(file_.fd(), expected_size_, kept);
}

error_code part_file::prepare(write_cache& cache) {
    if (error_) {
        return error_;
    }
    if (is_abandoned_.load(std::memory_order_acquire) && !(keeps_.load(std::memory_order_relaxed) && progress_)) {
        return fail(system_error_code(ECANCELED), cache);
    }
    if (stage_ == stage::fresh || stage_ == stage::found) {
        if (const auto problem = open(cache)) {
            return fail(problem, cache);
        }
        if (!hashes_along_) {
            return {};
        }
        if (cache.digests.empty()) {
            digest_.emplace();
        } else {
            digest_ = std::move(cache.digests.back());
            cache.digests.pop_back();
        }
    }
    return {};
}

error_code part_file::write_all(std::span<const char> piece) {
    while (!piece.empty()) {
        const auto written = ::write(file_.fd(), piece.data(), piece.size());
        if (written >= 0) {
            piece = piece.subspan(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            if (const auto problem = wait_until_writable(file_.fd(), is_abandoned_)) {
                return problem;
            }
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

error_code part_file::write_all_at(std::uint64_t offset, std::span<const char> piece) {
    while (!piece.empty()) {
        const auto written = ::pwrite(file_.fd(), piece.data(), piece.size(), static_cast<off_t>(offset));
        if (written >= 0) {
            piece = piece.subspan(static_cast<std::size_t>(written));
            offset += static_cast<std::uint64_t>(written);
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

// `size_` is where the next piece without a place goes.
error_code part_file::take_in(std::uint64_t offset, std::span<const char> piece) {
    if (!progress_) {
        return offset == size_ ? write_all(piece) : system_error_code(EINVAL);
    }
    if (!progress_->has_room(offset, piece.size())) {
        return system_error_code(EINVAL);
    }
    if (const auto problem = write_all_at(offset, piece)) {
        return problem;
    }
    return progress_->note(offset, piece.size(), *place_, file_.fd());
}

void part_file::hash(std::uint64_t offset, std::span<const char> piece) {
    if (hashes_along_ && offset == hashed_) {
        digest_->update(piece);
        for (auto& each : more_digests_) {
            each.update(piece);
        }
        hashed_ += piece.size();
    }
}

error_code part_file::write(std::uint64_t offset, std::span<const char> piece, write_cache& cache) {
    if (const auto problem = prepare(cache)) {
        return problem;
    }
    const std::uint64_t place = offset == append ? size_ : offset;
    if (const auto problem = take_in(place, piece)) {
        return fail(problem, cache);
    }
    hash(place, piece);
    size_ = place + piece.size();
    return {};
}

error_code part_file::park(write_cache& cache) {
    if (error_) {
        return error_;
    }
    if (stage_ == stage::found) {
        end(cache);
    } else if (stage_ == stage::opened) {
        if (whole_ && place_ && !file_.is_open()) {  // it was only its name that was missing
            file_ = descriptor(::openat(place_->where.fd(), place_->part.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
        }
        const bool is_kept = is_worth_keeping({});
        const auto problem = is_kept ? progress_->settle(*place_, file_.fd()) : error_code();
        if (problem || !is_kept) {
            remove();
        }
        digest_.reset();
        end(cache);
        error_ = problem;
    }
    return error_;
}

void part_file::discard(write_cache& cache) noexcept {
    if (stage_ == stage::found) {
        found_->forget(*place_);
        remove_part(*place_, file_.fd());
    } else if (stage_ == stage::fresh && place_) {
        (void)remove_stale(*place_);  // it was looked for, and could not be trusted
    }
    if (stage_ != stage::ended) {
        (void)fail(system_error_code(ECANCELED), cache);
    }
}

bool part_file::is_worth_keeping(error_code why) const {
    const bool is_unwanted = is_abandoned_.load(std::memory_order_acquire) && !keeps_.load(std::memory_order_relaxed);
    return progress_ && place_ && !is_unwanted && progress_->has_anything() &&
           why.category() != make_error_code(files_errc::digest_mismatch).category();
}

error_code part_file::fail(error_code why, write_cache& cache) noexcept {
    error_ = why;
    if (stage_ == stage::opened && place_) {
        if (!file_.is_open() && !is_unnamed_) {  // what went wrong was giving it its name
            file_ = descriptor(::openat(place_->where.fd(), place_->part.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
        }
        const bool is_kept = is_worth_keeping(why) && !progress_->settle(*place_, file_.fd());
        if (!is_kept) {
            remove();
        }
    }
    end(cache);
    return why;
}

void part_file::remove() noexcept {
    if (place_) {
        if (progress_) {
            progress_->forget(*place_);
        }
        if (!is_unnamed_) {
            remove_part(*place_, file_.fd());
        }
    }
}

void part_file::end(write_cache& cache) noexcept {
    stage_ = stage::ended;
    (void)file_.close();
    found_.reset();
    progress_.reset();
    place_.reset();
    // One that was not finished holds the beginning of this file.
    if (digest_ && !error_ && cache.digests.size() < max_digests_cached) {
        cache.digests.push_back(std::move(*digest_));
    }
    digest_.reset();
}

}  // namespace trawl::files
