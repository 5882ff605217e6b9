#include "trawl/http/response.hpp"

#include <algorithm>
#include <cassert>

#include "client/response_state.hpp"

namespace trawl::http {

namespace {

// A length that the peer only claims takes no more memory than this.
constexpr std::size_t most_at_once = std::size_t{1} << 20;

}  // namespace

response::response(std::unique_ptr<response_state> state) noexcept : state_(std::move(state)) {
}
response::response(response&&) noexcept = default;
response& response::operator=(response&&) noexcept = default;
response::~response() = default;

int response::status() const noexcept {
    return state_->head.status;
}
std::string_view response::reason() const noexcept {
    return state_->head.reason;
}
int response::version() const noexcept {
    return state_->head.version;
}
const headers& response::fields() const noexcept {
    return state_->head.fields;
}
const headers& response::trailers() const noexcept {
    return state_->trailers;
}
const url& response::where() const noexcept {
    return state_->where;
}
const http::trace& response::trace() const noexcept {
    return state_->trace;
}
std::optional<std::uint64_t> response::length() const noexcept {
    return state_->length;
}
std::uint64_t response::wire_bytes() const noexcept {
    return state_->wire_bytes;
}

std::optional<result<std::size_t>> response::try_read_some(std::span<char> into) {
    assert(!into.empty());
    return state_->try_read_some(into);
}

bool response::has_ended() const noexcept {
    return state_->has_ended();
}

async::awaitable<result<std::size_t>> response::read_some(std::span<char> into) {
    assert(!into.empty());
    return state_->read_some(into);
}

async::awaitable<result<std::string>> response::text(std::size_t limit) {
    const auto first_size =
        static_cast<std::size_t>(std::clamp<std::uint64_t>(length().value_or(16 << 10), 1, most_at_once));
    std::string all;
    std::size_t size = 0;
    while (!state_->has_ended()) {
        if (size == all.size()) {
            all.resize(std::max(first_size, size * 2));
        }
        const result<std::size_t> read = co_await state_->read_some(std::span(all).subspan(size));
        if (!read) {
            co_return read.error();
        }
        size += *read;
        if (size > limit) {
            co_return error(errc::too_large, phase::body, {}, "body of over " + std::to_string(limit) + " bytes");
        }
    }
    all.resize(size);
    co_return all;
}

}  // namespace trawl::http
