#include "net/chunk_decoder.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

namespace trawl::net {

namespace {

constexpr std::size_t max_size_line = std::size_t{4} << 10;
constexpr std::size_t max_trailers = std::size_t{64} << 10;

int hex_value(char digit) noexcept {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char lower = static_cast<char>(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t';
}

}  // namespace

void chunk_decoder::reset() noexcept {
    state_ = state::size_start;
    left_ = 0;
    line_size_ = 0;
    last_ = '\0';
    trailers_.clear();
}

http::result<chunk_decoder::progress> chunk_decoder::decode(std::span<char> raw) {
    assert(!has_ended());
    progress done;
    while (done.consumed < raw.size() && !has_ended()) {
        const std::span<char> rest = raw.subspan(done.consumed);
        if (state_ == state::data) {
            const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
            std::memmove(raw.data() + done.decoded, rest.data(), size);
            done.decoded += size;
            done.consumed += size;
            left_ -= size;
            if (left_ == 0) {
                state_ = state::data_end;
            }
        } else if (state_ == state::trailer) {
            done.consumed += take_trailers(rest);
            if (trailers_.size() > max_trailers) {
                return http::error(http::errc::too_large, http::phase::body, {}, "trailers over 64 KiB");
            }
        } else {
            ++done.consumed;
            if (const std::string_view wrong = take_framing(rest.front()); !wrong.empty()) {
                return http::error(http::errc::protocol, http::phase::body, {}, std::string(wrong));
            }
            if (line_size_ > max_size_line) {
                return http::error(http::errc::too_large, http::phase::body, {}, "line of a chunk's size over 4 KiB");
            }
        }
    }
    return done;
}

// One byte of the size: what is wrong with it, or nothing.
std::string_view chunk_decoder::take_size(char next) noexcept {
    const int digit = hex_value(next);
    if (digit >= 0) {
        if (left_ > std::numeric_limits<std::uint64_t>::max() >> 4) {
            return "chunk size over 64 bits";
        }
        left_ = (left_ << 4) | static_cast<unsigned>(digit);
        state_ = state::size;
        return {};
    }
    if (state_ == state::size_start) {
        return "chunk without a size";
    }
    state_ = state::blanks;
    return take_framing(next);
}

std::string_view chunk_decoder::take_framing(char next) noexcept {
    ++line_size_;
    switch (state_) {
        case state::size_start:
        case state::size:
            return take_size(next);
        case state::blanks:
        case state::extension:
            if (next == '\n') {
                end_size_line();
            } else if (next == '\r') {
                state_ = state::size_lf;
            } else if (next == ';') {
                state_ = state::extension;
            } else if (is_control(next) || (state_ == state::blanks && next != ' ' && next != '\t')) {
                return "garbage behind a chunk's size";
            }
            return {};
        case state::size_lf:
            if (next != '\n') {
                return "bare CR behind a chunk's size";
            }
            end_size_line();
            return {};
        case state::data_end:
        case state::data_lf:
            // LF alone would be taken for the end here when the size counts the CR.
            if (next != (state_ == state::data_end ? '\r' : '\n')) {
                return "chunk longer than its size";
            }
            state_ = state_ == state::data_end ? state::data_lf : state::size_start;
            line_size_ = 0;
            return {};
        case state::data:
        case state::trailer:
        case state::ended:
            break;
    }
    assert(false);
    return {};
}

void chunk_decoder::end_size_line() noexcept {
    state_ = left_ == 0 ? state::trailer : state::data;
    line_size_ = 0;
}

// Takes up to the end of a line; an empty line is the end of all.
std::size_t chunk_decoder::take_trailers(std::span<const char> raw) {
    const void* found = std::memchr(raw.data(), '\n', raw.size());
    if (found == nullptr) {
        trailers_.append(raw.data(), raw.size());
        line_size_ += raw.size();
        last_ = raw.back();
        return raw.size();
    }
    const std::size_t before = static_cast<std::size_t>(static_cast<const char*>(found) - raw.data());
    trailers_.append(raw.data(), before + 1);
    line_size_ += before;
    const char last = before > 0 ? raw[before - 1] : last_;
    if (line_size_ == 0 || (line_size_ == 1 && last == '\r')) {
        state_ = state::ended;
    }
    line_size_ = 0;
    return before + 1;
}

}  // namespace trawl::net
