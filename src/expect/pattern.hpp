#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "expect/syntax_error.hpp"

namespace trawl::expect {

/// A regular expression of RE2's syntax, over UTF-8. Linear time, whatever it is.
///
/// Threads     Immutable: may be shared.
class pattern {
public:
    enum class letter_case : bool { sensitive, ignored };

    /// Errors      What RE2 says, and where in `text`, as far as it tells.
    [[nodiscard]] static boost::system::result<pattern, syntax_error> compile(std::string_view text,
                                                                              letter_case how = letter_case::sensitive);

    /// Whether it matches anywhere in a text.
    [[nodiscard]] bool is_in(std::string_view text) const;
    /// Whether it matches the whole of a text.
    [[nodiscard]] bool is_all_of(std::string_view text) const;
    /// Of the first match: the first group (empty if it took no part), or all of it if there are no groups.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view text) const;

private:
    struct compiled;
    explicit pattern(std::shared_ptr<const compiled> what) noexcept;
    std::shared_ptr<const compiled> compiled_;
};

}  // namespace trawl::expect
