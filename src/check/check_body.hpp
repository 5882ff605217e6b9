#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "check/check_means.hpp"
#include "expect/expectation.hpp"
#include "fetch/outcome.hpp"
#include "fetch/speed_watch.hpp"
#include "fetch/traffic.hpp"
#include "files/buffer.hpp"
#include "files/sha256.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/response.hpp"

namespace trawl::check {

/// Reads the body of a reply to its end: keeps what is to be looked at, or else its start, and counts and hashes the rest.
///
/// Cancelling  Work that is being done on a thread is waited for.
/// Lifetime    What it is given must live as long.
class check_body {
public:
    check_body(const check_means& with, fetch::report& told, fetch::traffic& lane, http::response& reply,
               expect::wants wanted);

    /// Result      What kept it from coming whole; nullopt: nothing did.
    [[nodiscard]] async::awaitable<std::optional<http::error>> read();

    /// Decoded; all of it, if it is wanted and there is not too much of it, else its start.
    [[nodiscard]] std::string take_kept() noexcept { return std::move(kept_); }
    /// Decoded, what was not kept included.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    /// Lower-case hexadecimal; empty unless it is wanted. To be called once.
    [[nodiscard]] std::string sha256();
    /// For the rate of bytes that may come.
    [[nodiscard]] async::clock::duration waited() const noexcept { return waited_; }

private:
    async::awaitable<http::result<std::size_t>> read_some(std::span<char> into);
    async::awaitable<void> take(std::span<const char> fresh);
    void count();

    const check_means& with_;
    fetch::report& told_;
    fetch::traffic& lane_;
    http::response& reply_;
    std::optional<fetch::speed_watch> watch_;
    std::optional<files::sha256> hash_;
    files::buffer piece_;
    std::string kept_;
    std::uint64_t most_kept_;
    std::uint64_t size_ = 0;
    std::uint64_t counted_ = 0;
    async::clock::duration waited_{};
};

}  // namespace trawl::check
