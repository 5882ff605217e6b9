#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include "files/part_file.hpp"
#include "files/unnamed_file.hpp"
#include "files/whole_file.hpp"

namespace trawl::files {
namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::uint64_t max_compared = std::uint64_t{1} << 20;

error_code system_error_code(int number) {
    return {number, boost::system::system_category()};
}

std::int64_t modified_at(const struct stat& about) {
    return std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec;
}

const digest* one_of(const std::vector<digest>& digests, digest_algorithm which) {
    const auto found =
        std::find_if(digests.begin(), digests.end(), [which](const auto& each) { return each.algorithm == which; });
    return found == digests.end() ? nullptr : &*found;
}

}  // namespace

result<stored> part_file::commit(const expectations& must, const std::string& final_name, write_cache& cache) {
    if (const auto problem = prepare(cache)) {
        return problem;
    }
    if (is_abandoned_.load(std::memory_order_acquire)) {
        return fail(system_error_code(ECANCELED), cache);
    }
    if (!whole_) {
        auto content = finish(must);
        if (!content) {
            return fail(content.error(), cache);
        }
        whole_ = *content;
    }
    if (place_) {
        const auto problem = give_name(final_name, must.replaces, cache);
        if (problem == files_errc::name_taken) {
            return problem;
        }
        if (problem) {
            return fail(problem, cache);
        }
    }
    end(cache);
    return *whole_;
}

result<stored> part_file::finish(const expectations& must) {
    stored content;
    content.size = size_;
    bool is_full = true;
    if (progress_) {
        content.size = progress_->length();
        is_full = progress_->is_full();
    }
    findings_.size = content.size;
    if (!is_full || (must.size && *must.size != content.size)) {
        return make_error_code(files_errc::size_mismatch);
    }
    if (const auto problem = find_digests(must, content)) {
        return problem;
    }
    if (const auto problem = compare(must)) {
        return problem;
    }
    if (const auto problem = close(content)) {
        return problem;
    }
    return content;
}

// Those that did not come along are found by reading the file.
error_code part_file::find_digests(const expectations& must, stored& content) {
    std::vector<digest_algorithm> missing;
    if (hashes_along_ && hashed_ == content.size) {
        content.sha256 = digest_->finish();
        for (auto& each : more_digests_) {
            findings_.digests.push_back(each.finish());
        }
    } else {
        digest_.reset();
        missing.push_back(digest_algorithm::sha256);
    }
    for (const auto& [algorithm, bytes] : must.digests) {
        const bool is_coming = std::find(missing.begin(), missing.end(), algorithm) != missing.end();
        if (algorithm != digest_algorithm::sha256 && !is_coming && one_of(findings_.digests, algorithm) == nullptr) {
            missing.push_back(algorithm);
        }
    }
    if (!missing.empty()) {
        auto read = digests_of(file_.fd(), content.size, missing, is_abandoned_);
        if (!read) {
            return read.error();
        }
        if (const auto* sha256 = one_of(*read, digest_algorithm::sha256)) {
            std::copy_n(sha256->bytes.begin(), content.sha256.size(), content.sha256.begin());
        }
        std::move(read->begin(), read->end(), std::back_inserter(findings_.digests));
    }
    if (!must.digests.empty() && one_of(findings_.digests, digest_algorithm::sha256) == nullptr) {
        auto& added = findings_.digests.emplace_back();
        std::copy(content.sha256.begin(), content.sha256.end(), added.bytes.begin());
    }
    return {};
}

error_code part_file::compare(const expectations& must) const {
    const bool is_right = std::all_of(must.digests.begin(), must.digests.end(), [this](const auto& each) {
        const auto* found = one_of(findings_.digests, each.algorithm);
        return found != nullptr && *found == each;
    });
    return is_right ? error_code() : make_error_code(files_errc::digest_mismatch);
}

error_code part_file::close(stored& content) {
    if (place_) {
        if (const auto problem = give_back_room(file_.fd(), expected_size_, content.size)) {
            return problem;
        }
        struct stat about {};
        if (::fstat(file_.fd(), &about) != 0) {
            return last_error();
        }
        content.modified = modified_at(about);
        if (is_unnamed_) {
            return {};
        }
        // Another program has removed it, and what stands in its place now is not ours to rename.
        if (about.st_nlink == 0) {
            part_at_fault_ = place_->part;
            return system_error_code(EBUSY);
        }
    }
    return file_.close() ? error_code() : last_error();
}

bool part_file::is_there_already(const part_place& there, stored& content) {
    if (content.size > max_compared && !compares_any_size_) {
        return false;
    }
    has_compared_ = true;
    descriptor old(::openat(there.where.fd(), there.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat about {};
    if (!old.is_open() || ::fstat(old.fd(), &about) != 0 || !S_ISREG(about.st_mode) ||
        static_cast<std::uint64_t>(about.st_size) != content.size) {
        return false;
    }
    constexpr std::array only = {digest_algorithm::sha256};
    const auto found = digests_of(old.fd(), content.size, only, is_abandoned_);
    if (!found || !std::equal(content.sha256.begin(), content.sha256.end(), found->front().bytes.begin())) {
        return false;
    }
    content.modified = modified_at(about);
    return true;
}

error_code part_file::give_name(const std::string& final_name, bool replaces, write_cache& cache) {
    const folder_target elsewhere{std::get<folder_target>(target_).where, final_name};
    std::optional<part_place> other;
    if (!final_name.empty()) {
        auto located = locate(elsewhere, cache, true);
        if (!located) {
            return located.error();
        }
        other = std::move(*located);
    }
    if (progress_) {
        progress_->forget(*place_);
    }
    return move_to(other ? *other : *place_, replaces, cache);
}

// To a name where nothing stands.
error_code part_file::put_at(const part_place& there) {
    if (!is_unnamed_) {
        const int done =
            ::renameat2(place_->where.fd(), place_->part.c_str(), there.where.fd(), there.name, RENAME_NOREPLACE);
        return done == 0 ? error_code() : last_error();
    }
    return link_unnamed(file_.fd(), there.where.fd(), there.name);
}

error_code part_file::close_named(const part_place& there) {
    if (file_.close()) {
        return {};
    }
    const auto problem = last_error();
    (void)::unlinkat(there.where.fd(), there.name, 0);
    return problem;
}

// A file without a name cannot be put in the place of another. Where it cannot be given a name at all, a copy serves.
error_code part_file::name_part(write_cache& cache) {
    if (const auto problem = remove_stale(*place_)) {
        return problem;
    }
    if (link_unnamed(file_.fd(), place_->where.fd(), place_->part.c_str())) {
        cache.makes_unnamed = false;
        auto named = create_part(*place_);
        if (!named) {
            return named.error();
        }
        std::swap(file_, *named);
        is_unnamed_ = false;
        if (const auto problem = copy_file(named->fd(), file_.fd(), whole_->size)) {
            return problem;
        }
    }
    is_unnamed_ = false;
    return file_.close() ? error_code() : last_error();
}

// Replacing a file makes ext4 flush the new one first, which takes longer than all else together: so the first try is
// for a fresh name, and a file that has the same content already is left alone.
error_code part_file::move_to(const part_place& there, bool replaces, write_cache& cache) {
    const auto refused = put_at(there);
    if (!refused) {
        return close_named(there);
    }
    const int here = place_->where.fd();
    const char* const part = place_->part.c_str();
    if (refused == boost::system::errc::file_exists && is_there_already(there, *whole_)) {
        return is_unnamed_ || ::unlinkat(here, part, 0) == 0 ? error_code() : last_error();
    }
    struct stat old {};
    const bool is_file =
        ::fstatat(there.where.fd(), there.name, &old, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(old.st_mode);
    if (is_file && !replaces) {
        return make_error_code(files_errc::name_taken);
    }
    if (is_unnamed_) {
        if (const auto problem = name_part(cache)) {
            return problem;
        }
    }
    if (is_file && S_ISREG(old.st_mode) && ::fchmodat(here, part, old.st_mode & 0777, 0) != 0) {
        return last_error();
    }
    return ::renameat(here, part, there.where.fd(), there.name) == 0 ? error_code() : last_error();
}

}  // namespace trawl::files
