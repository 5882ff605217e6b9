#pragma once

#include <string>
#include <string_view>

#include "html/encodings.hpp"

namespace trawl::html {

/// The encoding of an HTML document: what its byte order mark says, else Content-Type, else a meta element or an XML declaration in its first 1,024
/// bytes, else "utf-8" if these bytes are that, else "windows-1252". Labels that mean nothing are passed over. The more bytes, the better the guess.
[[nodiscard]] std::string sniff_charset(std::string_view first_bytes, std::string_view content_type_charset);

/// The encoding of text that is not HTML: as above, with the `@charset` of a style sheet in the place of meta elements.
[[nodiscard]] std::string sniff_text_charset(std::string_view first_bytes, std::string_view content_type_charset);

/// Decodes text to UTF-8, in pieces of any size. What is wrong becomes U+FFFD; a byte order mark is left out.
///
/// Threads     Distinct objects may be used by distinct threads.
class charset_decoder {
public:
    /// A name as `sniff_charset` gives it, or a label; what means nothing is read as windows-1252.
    explicit charset_decoder(std::string_view charset);
    ~charset_decoder();
    charset_decoder(charset_decoder&& other) noexcept;
    charset_decoder& operator=(charset_decoder&& other) noexcept;

    /// Appends what these bytes mean. A character that is not whole waits for the next bytes, or is wrong if these are the last.
    void decode(std::string_view bytes, std::string& utf8_out, bool last);

private:
    enum class method { utf8, windows_1252, user_defined, iconv, replacement };

    // Each gives how many bytes it took.
    std::size_t decode_utf8(std::string_view bytes, std::string& out, bool last) const;
    std::size_t decode_bytes(std::string_view bytes, std::string& out) const;
    std::size_t decode_by_iconv(std::string_view bytes, std::string& out, bool last);
    std::size_t take_wrong_byte(std::string_view bytes, std::string& out) const;
    std::size_t decode_some(std::string_view bytes, std::string& out, bool last);

    method method_ = method::utf8;
    bool keeps_controls_ = false;  // bytes 0x80 to 0x9F that mean nothing are controls
    bool at_start_ = true;
    void* iconv_ = nullptr;
    std::string waiting_;
};

}  // namespace trawl::html
