#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <boost/system/error_code.hpp>

#include "crawl/content_reader.hpp"
#include "crawl/page.hpp"
#include "crawl/page_means.hpp"
#include "fetch/outcome.hpp"
#include "fetch/speed_watch.hpp"
#include "fetch/traffic.hpp"
#include "files/buffer.hpp"
#include "files/download.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/response.hpp"

namespace trawl::crawl {

/// How the reading of a body ended: with all clear it is whole.
struct body_result {
    std::optional<http::error> failure;
    boost::system::error_code write_failure;
    bool is_over_size = false;

    [[nodiscard]] bool is_good() const noexcept { return !failure && !write_failure && !is_over_size; }
};

/// Reads the body of a reply: what it says goes into a page, its content into a file if there is to be one. Of a big one the work
/// is done on a thread.
///
/// Cancelling  What came is dropped, a file too. Work that is being done on a thread is waited for.
/// Lifetime    What it is given must live as long.
class page_body {
public:
    /// `file`  Relative to the mirror; empty: none.
    page_body(const page_means& with, fetch::report& told, fetch::traffic& lane, content_plan plan,
              http::response& reply, page& into, std::string file);

    /// Fills in the page's size, digests, payload and end, and what it says, as far as it came.
    [[nodiscard]] async::awaitable<body_result> read();

    /// Of the file, once it was read well; nullopt: there is none.
    [[nodiscard]] const std::optional<files::stored>& stored() const noexcept { return stored_; }

private:
    async::awaitable<void> read_pieces();
    async::awaitable<http::result<std::size_t>> read_some(std::span<char> into);
    async::awaitable<void> take(std::size_t got);
    async::awaitable<void> decode(std::span<const char> piece, bool last);
    async::awaitable<void> hand_over(files::buffer& full);
    async::awaitable<void> save();
    template <class Work>
    async::awaitable<void> compute(Work work);
    [[nodiscard]] std::span<char> room();
    void count();
    void tell_end(bool is_whole);

    const page_means& with_;
    fetch::report& told_;
    fetch::traffic& lane_;
    http::response& reply_;
    page& page_;
    content_reader content_;
    std::optional<files::download> file_;
    std::optional<files::stored> stored_;
    std::optional<fetch::speed_watch> watch_;
    files::buffer piece_;    // what comes from the wire
    files::buffer decoded_;  // of a coded body, what it becomes
    std::uint64_t counted_ = 0;
    const bool is_heavy_;
    const bool is_limited_;
    body_result ended_;
};

}  // namespace trawl::crawl
