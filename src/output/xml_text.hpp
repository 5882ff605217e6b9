#pragma once

#include <string>
#include <string_view>

namespace trawl::output {

/// Text from outside, fit for content and for quoted attributes of XML 1.0, whatever it is: as `base::printable` shows it, on one
/// line, with what is markup escaped. U+FFFE and U+FFFF, which are no characters of XML, become U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

/// The same for content of several lines: line feeds and tabs stay, CR LF is one line feed.
[[nodiscard]] std::string xml_lines(std::string_view text);

}  // namespace trawl::output
