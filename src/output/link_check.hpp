#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "batch/sql.hpp"

namespace trawl::output {

/// A link that does not lead where it should. Passwords in its URLs are shown as "***".
struct broken_link {
    std::string source;  ///< the page that it stands on; empty: the user gave it, or robots.txt
    std::int64_t line = 0;
    std::int64_t column = 0;
    std::string target;
    std::string kind;
    std::string fragment;
    std::string anchor;    ///< its text
    std::string ended_at;  ///< where redirects led; empty: nowhere else
    /// "bad_url", "redirects", "fragment", or the outcome of a record: "http_error", "timeout", "network_error" ...
    std::string problem;
    int status = 0;
    std::string error;
    bool is_passing = false;  ///< another run may find it mended

    /// With the id that it names.
    [[nodiscard]] std::string whole_target() const { return fragment.empty() ? target : target + "#" + fragment; }
};

/// "HTTP 404", "no such id", "connect: connection refused". As it came: see `base::printable`.
[[nodiscard]] std::string problem_text(const broken_link& what);

/// The links of a page.
struct page_link_counts {
    std::string source;
    std::uint64_t checked = 0;
    std::uint64_t broken = 0;
    std::uint64_t moved = 0;
    std::map<std::string, std::uint64_t> unchecked;  ///< by reason; those that wait are "pending"
};

// In the same order: pages as they were met, first what stands on none; links as they stand there.
// They throw `batch::sql_error`.

class broken_links {
public:
    /// Lifetime    The database must outlive it.
    explicit broken_links(batch::sql_database& state);

    /// Nullopt: there are no more.
    [[nodiscard]] std::optional<broken_link> next();

private:
    batch::sql_statement rows_;
};

void each_page_link_counts(batch::sql_database& state, const std::function<void(const page_link_counts&)>& take);

}  // namespace trawl::output
