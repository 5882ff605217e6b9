#include <algorithm>
#include <new>

#include <zstd.h>

#include "http/coding_stage.hpp"

namespace trawl::http {
namespace {

// RFC 9659: content coding zstd uses windows of at most 8 MiB.
constexpr int max_window_log = 23;

constexpr std::string_view frame_magic{"\x28\xb5\x2f\xfd"};
// RFC 8878 section 3.1.2: the first byte may be 0x50 to 0x5f.
constexpr std::string_view skippable_magic{"\x50\x2a\x4d\x18"};

struct context_deleter {
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

bool may_start_frame(std::string_view bytes) noexcept {
    return frame_magic.starts_with(bytes) || ((static_cast<unsigned char>(bytes[0]) & 0xf0) == 0x50 &&
                                              skippable_magic.substr(1).starts_with(bytes.substr(1)));
}

class zstd_stage final : public coding_stage {
public:
    zstd_stage() : coding_stage(content_coding::zstd), context_(ZSTD_createDCtx()) {
        if (!context_) {
            throw std::bad_alloc{};
        }
        ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, max_window_log);
    }

private:
    frame_start start_frame(std::string_view first_bytes, bool) override {
        if (!may_start_frame(first_bytes)) {
            return frame_start::no;
        }
        if (first_bytes.size() < frame_magic.size()) {
            return frame_start::maybe;
        }
        ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
        return frame_start::yes;
    }

    result<frame_progress> decode_frame(std::span<const char> input, std::span<char> output) override {
        ZSTD_inBuffer in{input.data(), input.size(), 0};
        ZSTD_outBuffer out{output.data(), output.size(), 0};
        const auto how = ZSTD_decompressStream(context_.get(), &out, &in);
        if (ZSTD_isError(how) != 0) {
            return damaged(ZSTD_getErrorName(how));
        }
        return frame_progress{in.pos, out.pos, how == 0};
    }

    std::unique_ptr<ZSTD_DCtx, context_deleter> context_;
};

}  // namespace

std::unique_ptr<coding_stage> make_zstd_stage() {
    return std::make_unique<zstd_stage>();
}

}  // namespace trawl::http
