#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trawl::http {

/// The file name that a Content-Disposition value suggests (RFC 6266, RFC 8187), of whatever type the disposition is:
/// `filename*` in UTF-8 or ISO-8859-1 before `filename`, the first of each. As real servers send it, and not the grammar
/// alone, is read: blanks in a name without quotes, a type that is missing or more than one.
///
/// Result      UTF-8, without what stands before the last '/' or '\'. Not yet safe for a disk: see
///             `files::file_name_from`. nullopt: none, an empty one, "." or "..".
/// Limits      Bytes over 0x7F in a plain `filename` are ISO-8859-1 (in "form-data" UTF-8, RFC 7578). Percent signs and
///             RFC 2047 words in it stay as they are.
[[nodiscard]] std::optional<std::string> disposition_filename(std::string_view value);

}  // namespace trawl::http
