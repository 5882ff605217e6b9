#include "output/gzip_members.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

#include <zlib.h>

namespace trawl::output {

namespace {

constexpr int gzip_format = MAX_WBITS + 16;
constexpr int usual_memory = 8;
constexpr std::size_t room_size = std::size_t{64} * 1024;
constexpr std::size_t probe_size = std::size_t{256} * 1024;
// zlib counts in 32 bits.
constexpr std::size_t longest_piece = std::size_t{1} << 30U;

}  // namespace

struct gzip_members::stream {
    z_stream state{};

    stream() {
        if (deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_format, usual_memory, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
            throw std::bad_alloc();
        }
    }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream() { deflateEnd(&state); }
};

gzip_members::gzip_members(sink take)
    : take_(std::move(take)), stream_(std::make_unique<stream>()), room_(room_size, '\0') {
}

gzip_members::~gzip_members() = default;

void gzip_members::write(std::string_view piece) {
    while (!piece.empty()) {
        const std::size_t size = std::min(piece.size(), is_stored_ ? longest_piece : probe_size);
        deflate(piece.substr(0, size), Z_NO_FLUSH);
        piece.remove_prefix(size);
        const z_stream& state = stream_->state;
        if (!is_stored_ && state.total_in >= probe_size && state.total_out > state.total_in / 100 * 97) {
            set_level(Z_NO_COMPRESSION);
            is_stored_ = true;
        }
    }
}

void gzip_members::end_member() {
    deflate({}, Z_FINISH);
    deflateReset(&stream_->state);
    if (is_stored_) {
        set_level(Z_DEFAULT_COMPRESSION);
        is_stored_ = false;
    }
}

void gzip_members::deflate(std::string_view piece, int how) {
    z_stream& state = stream_->state;
    // zlib does not write to its input; the cast is for its old declaration.
    state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    state.avail_in = static_cast<uInt>(piece.size());
    take_output([&] { ::deflate(&state, how); });
}

// What was written before is compressed as before.
void gzip_members::set_level(int level) {
    z_stream& state = stream_->state;
    take_output([&] { deflateParams(&state, level, Z_DEFAULT_STRATEGY); });
}

template <class Step>
void gzip_members::take_output(Step step) {
    z_stream& state = stream_->state;
    do {
        state.next_out = reinterpret_cast<Bytef*>(room_.data());
        state.avail_out = static_cast<uInt>(room_.size());
        step();
        take_(std::string_view(room_).substr(0, room_.size() - state.avail_out));
    } while (state.avail_out == 0);
}

}  // namespace trawl::output
