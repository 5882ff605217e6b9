#include "check/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace trawl::check {

namespace {

constexpr std::size_t most_exact = 1024;
constexpr std::size_t part_bits = 10;

// Of an octave: how far its values are shifted to the right to have one bit more than a part's number.
constexpr std::size_t shift_of(std::size_t octave) noexcept {
    return octave == 0 ? 0 : octave - 1;
}

// The share of 99.9 % of 1,000 is 999, though 0.999 is no number of the computer's.
std::uint64_t rank_of(double percent, std::uint64_t count) {
    const double exact = percent / 100 * static_cast<double>(count);
    const auto rank = static_cast<std::uint64_t>(std::ceil(exact - exact * 1e-12));
    return std::clamp<std::uint64_t>(rank, 1, count);
}

}  // namespace

void latency_histogram::add(duration took) {
    assert(took.count() >= 0);
    least_ = count_ == 0 ? took : std::min(least_, took);
    most_ = std::max(most_, took);
    ++count_;
    const auto nanoseconds = static_cast<std::uint64_t>(took.count());
    if (count_ <= most_exact) {
        exact_.push_back(nanoseconds);
        return;
    }
    for (const std::uint64_t each : exact_) {
        count_in(each);
    }
    exact_ = {};
    count_in(nanoseconds);
}

void latency_histogram::count_in(std::uint64_t nanoseconds) {
    const auto width = static_cast<std::size_t>(std::bit_width(nanoseconds));
    const std::size_t octave = std::max(width, part_bits) - part_bits;
    if (octave >= octaves_.size()) {
        octaves_.resize(octave + 1);
    }
    auto& in = octaves_[octave];
    if (!in) {
        in = std::make_unique<octave_counts>();
    }
    ++(*in)[(nanoseconds >> shift_of(octave)) % parts];
}

latency_histogram::duration latency_histogram::percentile(double percent) const {
    assert(count_ > 0 && percent > 0 && percent <= 100);
    const std::uint64_t rank = rank_of(percent, count_);
    if (!exact_.empty()) {
        auto sorted = exact_;
        const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(rank - 1);
        std::ranges::nth_element(sorted, place);
        return duration(*place);
    }
    return std::clamp(duration(find(rank)), least_, most_);
}

// The middle of the part that it is in.
std::uint64_t latency_histogram::find(std::uint64_t rank) const {
    std::uint64_t before = 0;
    for (std::size_t octave = 0; octave < octaves_.size(); ++octave) {
        for (std::size_t part = 0; octaves_[octave] && part < parts; ++part) {
            before += (*octaves_[octave])[part];
            if (before >= rank) {
                const std::size_t shift = shift_of(octave);
                const std::uint64_t first = octave == 0 ? part : (parts + part) << shift;
                return first + ((std::uint64_t{1} << shift) - 1) / 2;
            }
        }
    }
    return static_cast<std::uint64_t>(most_.count());
}

}  // namespace trawl::check
