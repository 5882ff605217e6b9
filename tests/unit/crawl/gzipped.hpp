#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <zlib.h>

/// One gzip member, made in pieces.
class gzip_writer {
public:
    gzip_writer() { deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY); }
    ~gzip_writer() { deflateEnd(&stream_); }
    gzip_writer(const gzip_writer&) = delete;
    gzip_writer& operator=(const gzip_writer&) = delete;

    std::string write(std::string text, bool is_last) {
        std::string zipped(deflateBound(&stream_, text.size()) + 64, '\0');
        stream_.next_in = reinterpret_cast<Bytef*>(text.data());
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = reinterpret_cast<Bytef*>(zipped.data());
        stream_.avail_out = static_cast<uInt>(zipped.size());
        deflate(&stream_, is_last ? Z_FINISH : Z_NO_FLUSH);
        zipped.resize(zipped.size() - stream_.avail_out);
        return zipped;
    }

private:
    z_stream stream_{};
};

inline std::string gzipped(std::string_view text) {
    return gzip_writer().write(std::string(text), true);
}

/// So many blanks, given to `take` piece by piece until it has enough.
inline void gzip_blanks(std::size_t size, const std::function<bool(std::string_view)>& take) {
    const std::string blanks(std::size_t{1} << 20U, ' ');
    gzip_writer writer;
    for (std::size_t made = 0; made < size; made += blanks.size()) {
        if (!take(writer.write(blanks, made + blanks.size() >= size))) {
            return;
        }
    }
}
