#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace trawl::output {

/// A text with parts of a record in it, for --write:
///
///     {status} {url}\t{timing_ms.total}\n
///
/// A name in braces stands for what the record has there, names of inner objects and numbers of list items behind dots;
/// null is no text, objects and lists are JSON. "{{" and "}}" are braces; \n \t \r \0 \\ are what they are in C.
class record_format {
public:
    /// `more`: a JSON object with the members that records have beyond the usual ones, if any.
    ///
    /// Errors      What is wrong, and where: a name that no record has too.
    [[nodiscard]] static boost::system::result<record_format, std::string> parse(std::string_view text,
                                                                                 std::string_view more = "{}");

    /// What it comes to for one record: text from outside is made printable.
    [[nodiscard]] std::string apply(std::string_view record) const;

private:
    struct part {
        std::string text;               ///< of which the next stands behind it
        std::vector<std::string> path;  ///< empty: none
    };
    std::vector<part> parts_;
};

}  // namespace trawl::output
