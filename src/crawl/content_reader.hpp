#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/media_type.hpp"
#include "crawl/page.hpp"
#include "crawl/page_settings.hpp"
#include "crawl/payload.hpp"
#include "files/hasher.hpp"
#include "html/charset.hpp"
#include "html/document_reader.hpp"
#include "http/decoder.hpp"
#include "trawl/http/error.hpp"

namespace trawl::crawl {

class sitemap_reader;

/// What is made of a body.
struct content_plan {
    /// Empty: the content is the payload.
    std::vector<http::content_coding> codings;
    /// Whether it becomes part of an output, or is only looked at.
    bool is_kept = false;
    bool keeps_payload = false;
    /// Whether the content's SHA-256 is taken here, not where it is saved.
    bool has_digest = true;
    /// Whether it is read for what it says.
    bool is_read = false;
    /// A list of URLs was asked for, whatever its type says.
    bool is_sitemap = false;
    media_type type;
    std::string content_type;

    content_plan() = default;
};

/// Makes of the bytes of a body what a page has of it: the payload, digests, what it says.
///
/// Errors      What cannot be written throws `boost::system::system_error`.
/// Lifetime    The settings must outlive it.
/// Threads     One at a time, any. It computes, and writes to a file if the body is big: it is not for the loop then.
/// Limits      Linear in what comes. Memory: `page_settings::memory_size` of the payload, and what its readers hold.
class content_reader {
public:
    content_reader(const page_settings& settings, content_plan plan, const http::url& location);
    ~content_reader();
    content_reader(const content_reader&) = delete;
    content_reader& operator=(const content_reader&) = delete;

    /// The next bytes of the payload; of one that is not coded they are content too.
    void take(std::span<const char> payload);

    [[nodiscard]] bool is_coded() const noexcept { return decoder_.has_value(); }

    /// Decodes of bytes that `take` had, into `out`; what comes out is content. As `http::decoder::decode`. Requires a coded one.
    [[nodiscard]] http::result<http::decoder::progress> decode(std::span<const char> in, std::span<char> out,
                                                               bool last);

    /// Whether a few bytes may be much work: a sitemap may be packed.
    [[nodiscard]] bool is_heavy() const noexcept { return plan_.is_sitemap; }

    /// Of the content.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    /// There is no more: fills in what it came to. With `drops` what it says is not told.
    void finish(page& into, bool drops);

private:
    void take_content(std::string_view piece);
    [[nodiscard]] std::uint64_t most_read() const noexcept;
    void keep(std::span<const char> piece);
    void move_to_file();
    void read(std::string_view piece, bool last);
    void open_reader();
    void give_document(page& into);
    void give_sitemap(page& into);

    const page_settings& settings_;
    content_plan plan_;
    http::url location_;
    std::optional<http::decoder> decoder_;

    payload payload_;
    std::uint64_t payload_size_ = 0;
    files::descriptor file_;
    std::optional<files::hasher> payload_digest_;
    std::optional<files::hasher> content_digest_;
    std::uint64_t size_ = 0;

    content_kind kind_ = content_kind::opaque;
    bool is_open_ = false;
    std::string first_;  ///< what came before the reader was chosen
    std::string charset_;
    std::optional<html::charset_decoder> characters_;
    std::optional<html::document_reader> document_;
    std::unique_ptr<sitemap_reader> sitemap_;
    std::string text_;  ///< of a style sheet all, else the last piece
};

}  // namespace trawl::crawl
