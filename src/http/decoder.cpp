#include "http/decoder.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <ranges>
#include <string>

#include "http/coding_stage.hpp"

namespace trawl::http {
namespace {

constexpr std::uint64_t expansion_floor = std::uint64_t{1} << 20;
constexpr std::size_t link_size = std::size_t{16} << 10;

std::unique_ptr<coding_stage> make_stage(content_coding coding) {
    switch (coding) {
        case content_coding::br:
            return make_brotli_stage();
        case content_coding::zstd:
            return make_zstd_stage();
        case content_coding::gzip:
        case content_coding::deflate:
            break;
    }
    return make_inflate_stage(coding);
}

error too_large(std::string detail) {
    return {errc::too_large, phase::body, {}, std::move(detail)};
}

}  // namespace

/// What one stage has made and the next one has not taken yet.
struct decoder::link {
    std::vector<char> bytes = std::vector<char>(link_size);
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::span<const char> unread() const { return std::span{bytes}.subspan(begin, end - begin); }
    /// Where more can be put: nowhere before all of it was taken.
    [[nodiscard]] std::span<char> room() { return begin == end ? std::span{bytes} : std::span<char>{}; }
};

decoder::decoder(const std::vector<content_coding>& codings, decoder_limits limits)
    : limits_(limits), links_(codings.size() - 1) {
    assert(!codings.empty());
    for (const auto coding : std::views::reverse(codings)) {
        stages_.push_back(make_stage(coding));
    }
}

decoder::decoder(decoder&&) noexcept = default;
decoder& decoder::operator=(decoder&&) noexcept = default;
decoder::~decoder() = default;

result<decoder::progress> decoder::decode(std::span<const char> input, std::span<char> output, bool last) {
    assert(!output.empty());
    progress done;
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t i = 0; i < stages_.size(); ++i) {
            const bool from_wire = i == 0;
            const bool to_caller = i + 1 == stages_.size();
            const auto source = from_wire ? input.subspan(done.consumed) : links_[i - 1].unread();
            const auto target = to_caller ? output.subspan(done.produced) : links_[i].room();
            const auto step = run_stage(i, source, target, from_wire ? last : stages_[i - 1]->finished());
            if (!step) {
                return step.error();
            }
            (from_wire ? done.consumed : links_[i - 1].begin) += step->consumed;
            if (to_caller) {
                done.produced += step->produced;
            } else if (step->produced > 0) {
                links_[i].begin = 0;
                links_[i].end = step->produced;
            }
            moved = moved || step->consumed + step->produced > 0;
        }
    }
    done.finished = stages_.back()->finished();
    return done;
}

result<decoder::progress> decoder::run_stage(std::size_t index, std::span<const char> input, std::span<char> output,
                                             bool last) {
    auto& stage = *stages_[index];
    if (output.empty() || stage.finished()) {
        return progress{};
    }
    const auto step = stage.run(input, output, last);
    if (!step) {
        return step.error();
    }
    if (index == 0) {
        wire_size_ += step->consumed;
    }
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    const auto in_proportion = wire_size_ > most / std::max(limits_.max_expansion, std::uint64_t{1})
                                   ? most
                                   : wire_size_ * limits_.max_expansion;
    if (stage.produced() > std::max(expansion_floor, in_proportion)) {
        return too_large("decoding makes more than " + std::to_string(limits_.max_expansion) +
                         " times the bytes received");
    }
    if (index + 1 == stages_.size() && limits_.max_size && stage.produced() > *limits_.max_size) {
        return too_large("more than " + std::to_string(*limits_.max_size) + " bytes decoded");
    }
    return progress{step->consumed, step->produced, stage.finished()};
}

}  // namespace trawl::http
