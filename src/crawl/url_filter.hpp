#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/reason.hpp"

namespace trawl::crawl {

/// --include and --exclude: regular expressions of RE2's syntax, looked for anywhere in a URL as it is shown (without
/// its fragment); linear time, whatever they are.
///
/// Threads     Any, once it is made.
class url_filter {
public:
    /// Errors      Throws std::invalid_argument: "--exclude \"(\": missing ): (".
    url_filter(const std::vector<std::string>& include, const std::vector<std::string>& exclude);
    ~url_filter();
    url_filter(url_filter&&) noexcept;
    url_filter& operator=(url_filter&&) = delete;

    /// Good, or `reason::excluded`, with the pattern. An exclusion wins. With `asks_include`, one of the inclusions must
    /// match, if there are any.
    [[nodiscard]] verdict check(std::string_view url, bool asks_include) const;

private:
    struct patterns;
    std::unique_ptr<const patterns> patterns_;
};

}  // namespace trawl::crawl
