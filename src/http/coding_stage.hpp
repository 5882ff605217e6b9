#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/content_coding.hpp"
#include "trawl/http/error.hpp"

namespace trawl::http {

/// One content coding being undone. The frames of a body (gzip members, zstd frames; the other codings have one) are
/// told apart here, what is in a frame is the subclass's.
class coding_stage {
public:
    struct progress {
        std::size_t consumed = 0;
        std::size_t produced = 0;
    };

    virtual ~coding_stage() = default;
    coding_stage(const coding_stage&) = delete;
    coding_stage& operator=(const coding_stage&) = delete;

    /// Decodes until `input` or `output` is used up. `last`: nothing comes behind `input`. Requires an output that is
    /// not empty.
    [[nodiscard]] result<progress> run(std::span<const char> input, std::span<char> output, bool last);

    /// Whether the input was whole and all of it was given out.
    [[nodiscard]] bool finished() const noexcept { return place_ == place::finished; }

    /// All bytes given out.
    [[nodiscard]] std::uint64_t produced() const noexcept { return produced_; }

protected:
    explicit coding_stage(content_coding coding) noexcept : coding_(coding) {}

    struct frame_progress {
        std::size_t consumed = 0;
        std::size_t produced = 0;
        bool ended = false;
    };
    enum class frame_start { no, maybe, yes };

    /// Whether a frame starts with these bytes, `maybe` if more are needed to tell. Prepares for that frame if the
    /// answer is yes.
    [[nodiscard]] virtual frame_start start_frame(std::string_view first_bytes, bool is_first_frame) = 0;

    /// Decodes within the frame; `ended` once all of its output was given.
    [[nodiscard]] virtual result<frame_progress> decode_frame(std::span<const char> input, std::span<char> output) = 0;

    /// The error of a stream that breaks the rules of its format.
    [[nodiscard]] error damaged(std::string_view why) const;

private:
    enum class place { between_frames, in_frame, behind_frames, finished };

    // One step of `run`: whether it got any further.
    [[nodiscard]] result<bool> advance(std::span<const char> input, std::span<char> output, progress& done);
    [[nodiscard]] result<void> look_for_frame(std::span<const char> input, progress& done);
    [[nodiscard]] result<bool> decode_some(std::span<const char> input, std::span<char> output, progress& done);
    [[nodiscard]] result<void> end_input();

    content_coding coding_;
    place place_ = place::between_frames;
    bool is_first_frame_ = true;
    std::uint64_t produced_ = 0;
    // The start of a frame, as far as it was needed to know that it is one; given to decode_frame before the rest.
    std::string first_bytes_;
};

[[nodiscard]] std::unique_ptr<coding_stage> make_inflate_stage(content_coding coding);
[[nodiscard]] std::unique_ptr<coding_stage> make_brotli_stage();
[[nodiscard]] std::unique_ptr<coding_stage> make_zstd_stage();

}  // namespace trawl::http
