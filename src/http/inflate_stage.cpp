#include <algorithm>
#include <array>
#include <new>

#include <zlib.h>

#include "http/coding_stage.hpp"

namespace trawl::http {
namespace {

// zlib's names for a format: the window's bits, and a mark.
constexpr int zlib_format = MAX_WBITS;
constexpr int raw_format = -MAX_WBITS;
constexpr int gzip_format = MAX_WBITS + 16;

/// zlib counts in 32 bits.
uInt clamp(std::size_t size) noexcept {
    return static_cast<uInt>(std::min(size, std::size_t{1} << 30));
}

/// RFC 1950 section 2.2: the method is 8, the window at most 32 KiB, and the two bytes are a multiple of 31. The first
/// byte of raw deflate would, to look like this, have to be a stored block with bits set in its padding, which no
/// encoder sets.
bool is_zlib_header(std::string_view bytes) noexcept {
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    return (first & 0x0f) == 8 && (first >> 4) <= 7 && (first * 256 + second) % 31 == 0;
}

class inflate_stage final : public coding_stage {
public:
    explicit inflate_stage(content_coding coding) : coding_stage(coding), is_gzip_(coding == content_coding::gzip) {
        if (inflateInit2(&stream_, is_gzip_ ? gzip_format : zlib_format) != Z_OK) {
            throw std::bad_alloc{};
        }
    }
    ~inflate_stage() override { inflateEnd(&stream_); }

private:
    frame_start start_frame(std::string_view first_bytes, bool is_first_frame) override {
        if (!is_gzip_ && !is_first_frame) {
            return frame_start::no;
        }
        if (is_gzip_ && !std::string_view{"\x1f\x8b"}.starts_with(first_bytes)) {
            return frame_start::no;
        }
        if (first_bytes.size() < 2) {
            return frame_start::maybe;
        }
        inflateReset2(&stream_, is_gzip_ ? gzip_format : is_zlib_header(first_bytes) ? zlib_format : raw_format);
        return frame_start::yes;
    }

    result<frame_progress> decode_frame(std::span<const char> input, std::span<char> output) override {
        const auto given = clamp(input.size());
        const auto room = clamp(output.size());
        // zlib does not write to its input; the cast is for its old declaration.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
        stream_.avail_in = given;
        stream_.next_out = reinterpret_cast<Bytef*>(output.data());
        stream_.avail_out = room;
        const int how = inflate(&stream_, Z_NO_FLUSH);
        const frame_progress done{given - stream_.avail_in, room - stream_.avail_out, how == Z_STREAM_END};
        switch (how) {
            case Z_OK:
            case Z_STREAM_END:
            case Z_BUF_ERROR:
                return done;
            case Z_MEM_ERROR:
                throw std::bad_alloc{};
            case Z_NEED_DICT:
                return damaged("needs a dictionary");
            default:
                return damaged(stream_.msg != nullptr ? stream_.msg : "damaged");
        }
    }

    bool is_gzip_;
    z_stream stream_{};
};

}  // namespace

std::unique_ptr<coding_stage> make_inflate_stage(content_coding coding) {
    return std::make_unique<inflate_stage>(coding);
}

}  // namespace trawl::http
