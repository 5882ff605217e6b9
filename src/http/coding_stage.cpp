#include "http/coding_stage.hpp"

#include <cassert>

namespace trawl::http {

result<coding_stage::progress> coding_stage::run(std::span<const char> input, std::span<char> output, bool last) {
    assert(!output.empty() && !finished());
    progress done;
    for (bool moved = true; moved;) {
        const auto step = advance(input.subspan(done.consumed), output.subspan(done.produced), done);
        if (!step) {
            return step.error();
        }
        moved = *step;
    }
    produced_ += done.produced;
    if (last && done.consumed == input.size() && done.produced < output.size()) {
        if (const auto ended = end_input(); !ended) {
            return ended.error();
        }
    }
    return done;
}

result<bool> coding_stage::advance(std::span<const char> input, std::span<char> output, progress& done) {
    if (place_ == place::in_frame) {
        return output.empty() ? result<bool>{false} : decode_some(input, output, done);
    }
    if (input.empty()) {
        return false;
    }
    if (place_ == place::behind_frames) {
        done.consumed += input.size();
    } else if (const auto looked = look_for_frame(input, done); !looked) {
        return looked.error();
    }
    return true;
}

result<void> coding_stage::look_for_frame(std::span<const char> input, progress& done) {
    for (const char byte : input) {
        ++done.consumed;
        first_bytes_ += byte;
        const auto start = start_frame(first_bytes_, is_first_frame_);
        if (start == frame_start::yes) {
            place_ = place::in_frame;
            return {};
        }
        if (start == frame_start::no) {
            if (is_first_frame_) {
                return damaged("the body is not in this format");
            }
            first_bytes_.clear();
            place_ = place::behind_frames;
            return {};
        }
    }
    return {};
}

result<bool> coding_stage::decode_some(std::span<const char> input, std::span<char> output, progress& done) {
    const bool at_start = !first_bytes_.empty();
    const auto step = decode_frame(at_start ? std::span<const char>{first_bytes_} : input, output);
    if (!step) {
        return step.error();
    }
    if (at_start) {
        first_bytes_.erase(0, step->consumed);
    } else {
        done.consumed += step->consumed;
    }
    done.produced += step->produced;
    if (step->ended) {
        place_ = place::between_frames;
        is_first_frame_ = false;
    }
    return step->ended || step->consumed + step->produced > 0;
}

result<void> coding_stage::end_input() {
    const bool whole = place_ == place::behind_frames || (place_ == place::between_frames && first_bytes_.empty());
    if (!whole) {
        return damaged("ended early");
    }
    place_ = place::finished;
    return {};
}

error coding_stage::damaged(std::string_view why) const {
    return {errc::content_coding, phase::body, {}, std::string{name(coding_)} + ": " + std::string{why}};
}

}  // namespace trawl::http
