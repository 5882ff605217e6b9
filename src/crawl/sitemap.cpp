#include "crawl/sitemap.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/byte_size.hpp"
#include "crawl/sitemap_entries.hpp"
#include "html/charset.hpp"
#include "http/decoder.hpp"
#include "http/field_syntax.hpp"

namespace trawl::crawl {
namespace {

constexpr std::string_view gzip_magic = "\x1F\x8B";
// What a charset is seen from.
constexpr std::size_t head_size = 1024;
// A longer line is no URL.
constexpr std::size_t max_line = 16384;

// The parameter of a Content-Type; empty: none.
std::string charset_of(std::string_view content_type) {
    while (true) {
        const auto semicolon = content_type.find(';');
        if (semicolon == std::string_view::npos) {
            return {};
        }
        content_type.remove_prefix(semicolon + 1);
        const std::string_view parameter = content_type.substr(0, content_type.find(';'));
        const std::string_view name = http::trim_blanks(parameter.substr(0, parameter.find('=')));
        if (http::same_name(name, "charset") && parameter.find('=') != std::string_view::npos) {
            return http::unquote(http::trim_blanks(parameter.substr(parameter.find('=') + 1))).value_or("");
        }
    }
}

}  // namespace

// The way of the bytes: unzipped, counted, decoded to UTF-8, then to tags or lines.
class sitemap_reader::implementation {
public:
    implementation(const http::url& location, std::string_view content_type)
        : charset_(charset_of(content_type)), entries_(location, read_), tags_(entries_) {}

    void feed(std::string_view bytes);
    sitemap finish();

    [[nodiscard]] bool has_enough() const noexcept { return is_over_ || entries_.has_enough(); }

private:
    void take_coded(std::string_view bytes, bool is_last);
    void unzip(std::string_view bytes, bool is_last);
    void take_plain(std::string_view bytes);
    void take_head(bool is_last);
    void decode(std::string_view bytes, bool is_last);
    void take_text(std::string_view utf8);
    void take_lines(std::string_view utf8);
    void take_line(std::string_view line);
    void end_early(std::string problem);

    sitemap read_;
    std::string charset_;
    sitemap_entries entries_;
    xml_tokenizer tags_;
    std::string magic_;  // the first bytes, until it is known whether they are gzip's
    std::optional<http::decoder> unzip_;
    bool is_coding_known_ = false;
    std::size_t size_ = 0;
    std::string head_;  // the first plain bytes, until the charset is known
    std::optional<html::charset_decoder> decoder_;
    bool is_charset_known_ = false;
    std::string line_;
    bool is_xml_ = false;
    bool is_form_known_ = false;
    bool is_over_ = false;
};

void sitemap_reader::implementation::feed(std::string_view bytes) {
    if (is_coding_known_) {
        take_coded(bytes, false);
        return;
    }
    magic_ += bytes;
    if (magic_.size() >= gzip_magic.size()) {
        is_coding_known_ = true;
        if (magic_.starts_with(gzip_magic)) {
            unzip_.emplace(std::vector{http::content_coding::gzip}, http::decoder_limits{1000, max_size + 1});
        }
        take_coded(std::exchange(magic_, {}), false);
    }
}

void sitemap_reader::implementation::take_coded(std::string_view bytes, bool is_last) {
    if (unzip_) {
        unzip(bytes, is_last);
    } else if (!has_enough()) {
        take_plain(bytes);
    }
}

void sitemap_reader::implementation::unzip(std::string_view bytes, bool is_last) {
    std::string plain(std::size_t{64} << 10U, '\0');
    while (!has_enough()) {
        const auto step = unzip_->decode(bytes, plain, is_last);
        if (!step) {
            end_early(message(step.error()));
            return;
        }
        bytes.remove_prefix(step->consumed);
        take_plain(std::string_view(plain).substr(0, step->produced));
        if (step->finished || (bytes.empty() && step->produced == 0)) {
            return;
        }
    }
}

void sitemap_reader::implementation::take_plain(std::string_view bytes) {
    const std::size_t room = max_size - size_;
    const std::string_view taken = bytes.substr(0, room);
    size_ += taken.size();
    if (is_charset_known_) {
        decode(taken, false);
    } else {
        head_ += taken;
        take_head(false);
    }
    if (bytes.size() > room) {
        end_early("it is larger than " + base::to_text(base::byte_size(max_size)));
    }
}

void sitemap_reader::implementation::take_head(bool is_last) {
    if (head_.size() < head_size && !is_last) {
        return;
    }
    is_charset_known_ = true;
    const std::string charset = html::sniff_text_charset(std::string_view(head_).substr(0, head_size), charset_);
    if (charset == "utf-8") {
        // As it is: a wrong octet in a URL is part of it.
        head_.erase(0, head_.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    } else {
        decoder_.emplace(charset);
    }
    decode(std::exchange(head_, {}), false);
}

void sitemap_reader::implementation::decode(std::string_view bytes, bool is_last) {
    if (!decoder_) {
        take_text(bytes);
        return;
    }
    std::string text;
    decoder_->decode(bytes, text, is_last);
    take_text(text);
}

void sitemap_reader::implementation::take_text(std::string_view utf8) {
    if (!is_form_known_) {
        const auto start = utf8.find_first_not_of(" \t\r\n");
        if (start == std::string_view::npos) {
            return;
        }
        is_form_known_ = true;
        is_xml_ = utf8[start] == '<';
        read_.kind = is_xml_ ? sitemap_kind::none : sitemap_kind::text;
    }
    if (is_xml_) {
        tags_.feed(utf8);
    } else {
        take_lines(utf8);
    }
}

void sitemap_reader::implementation::take_lines(std::string_view utf8) {
    while (!utf8.empty() && !has_enough()) {
        const auto end = utf8.find_first_of("\r\n");
        const std::string_view piece = utf8.substr(0, end);
        line_ += piece.substr(0, max_line - std::min(max_line, line_.size()));
        if (end == std::string_view::npos) {
            return;
        }
        entries_.add(std::exchange(line_, {}));
        utf8.remove_prefix(end + 1);
    }
}

void sitemap_reader::implementation::end_early(std::string problem) {
    is_over_ = true;
    read_.is_cut = true;
    if (read_.problem.empty()) {
        read_.problem = std::move(problem);
    }
}

sitemap sitemap_reader::implementation::finish() {
    if (!is_coding_known_) {
        take_plain(magic_);
    }
    if (unzip_ && !has_enough()) {
        unzip({}, true);
    }
    if (!is_charset_known_) {
        take_head(true);
    }
    decode({}, true);
    if (is_xml_) {
        tags_.finish();
        entries_.finish();
    } else if (is_form_known_) {
        entries_.add(line_);
        if (read_.entries.empty()) {
            read_.kind = sitemap_kind::none;
        }
    }
    return std::move(read_);
}

sitemap_reader::sitemap_reader(http::url location, std::string content_type)
    : implementation_(std::make_unique<implementation>(location, content_type)) {
}
sitemap_reader::sitemap_reader(sitemap_reader&&) noexcept = default;
sitemap_reader& sitemap_reader::operator=(sitemap_reader&&) noexcept = default;
sitemap_reader::~sitemap_reader() = default;

void sitemap_reader::feed(std::string_view bytes) {
    implementation_->feed(bytes);
}

bool sitemap_reader::has_enough() const noexcept {
    return implementation_->has_enough();
}

sitemap sitemap_reader::finish() {
    return implementation_->finish();
}

}  // namespace trawl::crawl
