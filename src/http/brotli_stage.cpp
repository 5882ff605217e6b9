#include <new>

#include <brotli/decode.h>

#include "http/coding_stage.hpp"

namespace trawl::http {
namespace {

struct state_deleter {
    void operator()(BrotliDecoderState* state) const noexcept { BrotliDecoderDestroyInstance(state); }
};

class brotli_stage final : public coding_stage {
public:
    brotli_stage() : coding_stage(content_coding::br), state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
        if (!state_) {
            throw std::bad_alloc{};
        }
    }

private:
    frame_start start_frame(std::string_view, bool is_first_frame) override {
        return is_first_frame ? frame_start::yes : frame_start::no;
    }

    result<frame_progress> decode_frame(std::span<const char> input, std::span<char> output) override {
        auto given = input.size();
        auto room = output.size();
        const auto* in = reinterpret_cast<const std::uint8_t*>(input.data());
        auto* out = reinterpret_cast<std::uint8_t*>(output.data());
        const auto how = BrotliDecoderDecompressStream(state_.get(), &given, &in, &room, &out, nullptr);
        if (how == BROTLI_DECODER_RESULT_ERROR) {
            return damaged(BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state_.get())));
        }
        return frame_progress{input.size() - given, output.size() - room, how == BROTLI_DECODER_RESULT_SUCCESS};
    }

    std::unique_ptr<BrotliDecoderState, state_deleter> state_;
};

}  // namespace

std::unique_ptr<coding_stage> make_brotli_stage() {
    return std::make_unique<brotli_stage>();
}

}  // namespace trawl::http
