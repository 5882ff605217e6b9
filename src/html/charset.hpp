#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::html {

/// The name of the encoding that a label means (Encoding standard, section 4.2), in lower case: "latin1" is "windows-1252"; empty if it means none.
[[nodiscard]] std::string_view encoding_of_label(std::string_view label) noexcept;

/// The encoding of an HTML document: its byte order mark, else what Content-Type says, else a meta element or an XML declaration in the first 1,024 bytes,
/// else "utf-8" if they are that, else "windows-1252". Labels that mean nothing are passed over.
[[nodiscard]] std::string sniff_charset(std::string_view first_bytes, std::string_view content_type_charset);

/// The encoding of text that is not HTML: byte order mark, Content-Type, for CSS `@charset` and for XML its declaration, else as above.
[[nodiscard]] std::string sniff_text_charset(std::string_view first_bytes, std::string_view content_type_charset);

/// Decodes text to UTF-8, in pieces of any size. What is wrong becomes U+FFFD; a byte order mark is left out.
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
    std::string waiting_;
};

}  // namespace trawl::html
