#include "encoders.hpp"

#include <memory>
#include <stdexcept>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

namespace trawl::http {
namespace {

void require(bool holds) {
    if (!holds) {
        throw std::logic_error{"encoder failed"};
    }
}

std::string encode_zlib(std::string_view plain, int window_bits) {
    z_stream stream{};
    require(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string coded(deflateBound(&stream, plain.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(coded.data());
    stream.avail_out = static_cast<uInt>(coded.size());
    require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    coded.resize(stream.total_out);
    deflateEnd(&stream);
    return coded;
}

std::string encode_brotli(std::string_view plain, bool large_window) {
    const std::unique_ptr<BrotliEncoderState, decltype(&BrotliEncoderDestroyInstance)> state{
        BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), &BrotliEncoderDestroyInstance};
    BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_QUALITY, 5);
    if (large_window) {
        BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LARGE_WINDOW, 1);
        BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LGWIN, 28);
    }
    std::string coded(plain.size() + plain.size() / 2 + 1024, '\0');
    auto given = plain.size();
    auto room = coded.size();
    const auto* in = reinterpret_cast<const std::uint8_t*>(plain.data());
    auto* out = reinterpret_cast<std::uint8_t*>(coded.data());
    require(BrotliEncoderCompressStream(state.get(), BROTLI_OPERATION_FINISH, &given, &in, &room, &out, nullptr) != 0);
    require(BrotliEncoderIsFinished(state.get()) != 0);
    coded.resize(coded.size() - room);
    return coded;
}

}  // namespace

std::string encode(content_coding coding, std::string_view plain) {
    switch (coding) {
        case content_coding::gzip:
            return encode_zlib(plain, MAX_WBITS + 16);
        case content_coding::deflate:
            return encode_zlib(plain, MAX_WBITS);
        case content_coding::br:
            return encode_brotli(plain, false);
        case content_coding::zstd:
            return encode_zstd(plain, 20);
    }
    return {};
}

std::string encode(const std::vector<content_coding>& codings, std::string_view plain) {
    std::string coded{plain};
    for (const auto coding : codings) {
        coded = encode(coding, coded);
    }
    return coded;
}

std::string encode_raw_deflate(std::string_view plain) {
    return encode_zlib(plain, -MAX_WBITS);
}

std::string encode_zstd(std::string_view plain, int window_log) {
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), &ZSTD_freeCCtx};
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    std::string coded(ZSTD_compressBound(plain.size()) + 64, '\0');
    // Given piece by piece, so that the frame does not name its size, which would make the window as small as that.
    ZSTD_inBuffer in{plain.data(), plain.size(), 0};
    ZSTD_outBuffer out{coded.data(), coded.size(), 0};
    while (in.pos < in.size) {
        require(ZSTD_isError(ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_continue)) == 0);
    }
    require(ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_end) == 0);
    coded.resize(out.pos);
    return coded;
}

std::string encode_large_window_brotli(std::string_view plain) {
    return encode_brotli(plain, true);
}

}  // namespace trawl::http
