#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>
#include <boost/system/result.hpp>

#include "expect/syntax_error.hpp"

namespace trawl::expect {

/// A JSONPath query (RFC 9535): names, indexes, slices, wildcards, descendants, filters with the functions length, count,
/// match, search and value.
///
/// Threads     Immutable: may be shared.
/// Limits      Linear regular expressions (RE2's, with what it knows beyond RFC 9485); nesting of 64; integers of +-(2^53 - 1).
class json_path {
public:
    /// Errors      What RFC 9535 does not allow, with its place; types of function arguments included. So is a regular
    ///             expression that is none, if it is written out: the RFC has it match nothing, which hides a slip.
    [[nodiscard]] static boost::system::result<json_path, syntax_error> parse(std::string_view text);

    /// The query at the beginning of a text, which ends before the first blank outside of brackets, quotes and parentheses, or
    /// before a '=', '!', '<' or '>' there. `size`: how long it is.
    [[nodiscard]] static boost::system::result<json_path, syntax_error> parse_prefix(std::string_view text,
                                                                                     std::size_t& size);

    json_path(json_path&&) noexcept;
    json_path& operator=(json_path&&) noexcept;
    json_path(const json_path&);
    json_path& operator=(const json_path&);
    ~json_path();

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// Whether it names at most one node: names and indexes only.
    [[nodiscard]] bool is_singular() const noexcept;

    /// The nodes that it selects, in the order of RFC 9535 section 2.1.2; members of objects as they stand in the text.
    /// They live as long as `root`.
    ///
    /// Limits      At most `limit` nodes; is_cut tells whether there were more. `most_work` is how many nodes are looked at,
    ///             those that filters look at included: a query that explodes over a big document ends as cut (by default
    ///             after some tenths of a second).
    struct selection {
        std::vector<const boost::json::value*> nodes;
        bool is_cut = false;
    };
    [[nodiscard]] selection select(const boost::json::value& root, std::size_t limit = 100'000,
                                   std::size_t most_work = 10'000'000) const;

private:
    struct query;
    json_path() = default;

    std::string text_;
    std::shared_ptr<const query> query_;
};

}  // namespace trawl::expect
