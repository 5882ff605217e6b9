#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "trawl/http/url.hpp"

namespace trawl::files {

/// How files are named after their URLs: text with fields in braces, where '/' makes folders.
///
///     {host}      as in the Host field: with the port, if it is not the scheme's default
///     {path}      all segments of the path, as folders and a name; "index.html" behind a '/' at its end
///     {basename}  the last segment, or "index.html"            {stem} {ext}  it, before and behind its last dot
///     {query}     without its '?'                              {n} {n:06}    the number, with zeros to six digits
///     {sha256} {sha256:8}   hexadecimal SHA-256 of the URL without user-info and fragment, or the start of it
///     {{ }}       braces
///
/// Threads     A value: distinct objects may be used by distinct threads.
class name_template {
public:
    struct parse_error {
        std::size_t position = 0;  ///< in bytes, from 0
        std::string reason;
    };

    /// "{basename}"
    name_template() = default;

    /// Errors      An unknown field, a brace without its other one, a path from the root, ".", ".." or nothing where a
    ///             name should be, a control character.
    [[nodiscard]] static boost::system::result<name_template, parse_error> parse(std::string_view text);

    /// Folders as on the server: "{host}/{path}", and the query with its '?' behind that.
    [[nodiscard]] static name_template tree();

    /// The path for the file of a URL, relative, which is the job's `number`. It depends on these two alone.
    ///
    /// Result      Components as `safe_name` makes them, with '/' between them; never empty. Of at most
    ///             `max_path_size` bytes: a longer one keeps its first folders and its extension, with a hash.
    [[nodiscard]] std::string name_for(const http::url& url, std::uint64_t number) const;

private:
    friend class name_template_parser;
    friend class name_builder;

    enum class field { text, host, path, basename, stem, extension, query, query_with_mark, number, sha256 };

    struct piece {
        field what = field::text;
        std::string text;       // of field::text
        std::size_t width = 0;  // digits of a number, or of a hash; 0: as many as there are
    };

    std::vector<piece> pieces_;  // none: {basename}
};

}  // namespace trawl::files
