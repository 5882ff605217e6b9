#include "files/whole_file.hpp"

#include <algorithm>

#include <unistd.h>

#include "files/descriptor.hpp"
#include "files/hasher.hpp"

namespace trawl::files {
namespace {

using boost::system::error_code;

constexpr std::uint64_t piece_size = std::uint64_t{256} * 1024;

error_code system_error_code(int number) {
    return {number, boost::system::system_category()};
}

}  // namespace

boost::system::result<std::vector<digest>> digests_of(int file, std::uint64_t size,
                                                      std::span<const digest_algorithm> algorithms,
                                                      const std::atomic<bool>& is_abandoned) {
    std::vector<hasher> hashers;
    for (const auto each : algorithms) {
        hashers.emplace_back(each);
    }
    std::vector<char> piece(std::min(size, piece_size));
    std::uint64_t at = 0;
    while (at < size) {
        if (is_abandoned.load(std::memory_order_relaxed)) {
            return system_error_code(ECANCELED);
        }
        const auto wanted = static_cast<std::size_t>(std::min(size - at, piece_size));
        const auto got = ::pread(file, piece.data(), wanted, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? last_error() : system_error_code(EIO);
        }
        for (auto& each : hashers) {
            each.update({piece.data(), static_cast<std::size_t>(got)});
        }
        at += static_cast<std::uint64_t>(got);
    }
    std::vector<digest> found;
    found.reserve(hashers.size());
    for (auto& each : hashers) {
        found.push_back(each.finish());
    }
    return found;
}

}  // namespace trawl::files
