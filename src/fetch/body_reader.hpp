#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <boost/system/error_code.hpp>

#include "fetch/fetch_means.hpp"
#include "fetch/outcome.hpp"
#include "fetch/speed_watch.hpp"
#include "fetch/traffic.hpp"
#include "files/buffer.hpp"
#include "files/download.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/response.hpp"

namespace trawl::fetch {

/// How the reading of a body ended: with both clear, whole, or at the limit that was set for it.
struct body_end {
    std::optional<http::error> failure;
    boost::system::error_code write_failure;

    [[nodiscard]] bool is_good() const noexcept { return !failure && !write_failure; }
};

/// Reads a reply's body into a file, in blocks, no faster than the run's rates let it; counts what comes.
///
/// Cancelling  What was read and not handed over yet is still there: see `hand_over`.
/// Lifetime    What it is given must live as long.
class body_reader {
public:
    /// `file`        Null: what comes is dropped.
    /// `slow_share`  Of the least speed that this body must have: 1 over the number of bodies that make up the file.
    body_reader(const fetch_means& with, report& told, traffic& lane, http::response& reply, files::download* file,
                unsigned slow_share = 1);

    /// The bytes belong at this place of the file, and only those before `end` are read: for one of several segments.
    void set_place(std::uint64_t at, std::uint64_t end);
    /// Changes the end while it reads. Requires that it is not beyond it yet.
    void set_end(std::uint64_t end) noexcept { end_ = end; }
    /// Stop once more than so much has come: it is not what was expected anyway.
    void set_most(std::uint64_t bytes) noexcept { most_ = bytes; }

    /// Whether the block that is taken first has room for all that is to come: then it is kept back, whole.
    [[nodiscard]] bool fits_one_block();

    /// Reads up to the end. The last block, if it is not full, is kept back, to be handed over together with what
    /// comes behind it.
    [[nodiscard]] async::awaitable<body_end> read();

    /// Hands the block over that was kept back. Requires that there is one.
    [[nodiscard]] async::awaitable<boost::system::error_code> hand_over();

    /// Behind the last byte that was read.
    [[nodiscard]] std::uint64_t at() const noexcept { return at_; }
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }
    [[nodiscard]] bool has_rest() const noexcept { return piece_.size() > 0; }

private:
    [[nodiscard]] std::span<char> room();
    void take_block();
    void count(std::size_t got);

    const fetch_means& with_;
    report& told_;
    traffic& lane_;
    http::response& reply_;
    files::download* file_;
    std::optional<speed_watch> watch_;
    files::buffer piece_;
    std::uint64_t expected_;
    std::uint64_t counted_ = 0;
    std::uint64_t at_ = 0;
    std::uint64_t end_ = files::segment::open_end;
    std::uint64_t most_ = files::segment::open_end;
    bool is_placed_ = false;
    bool is_prompt_;  // what comes is handed over at once
    bool is_limited_;
};

}  // namespace trawl::fetch
