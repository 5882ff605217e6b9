#pragma once

#include <optional>
#include <string_view>

namespace trawl::batch {

/// How a list says what to fetch.
enum class list_format {
    automatic,  ///< each line by its shape; a list that begins as curl's config files do is one of those
    plain,      ///< a URL a line
    tsv,        ///< URL, name, then key=value, with tabs between them
    jsonl,      ///< a JSON object a line
    aria2,      ///< URLs of one file with tabs between them, then its options, each on an indented line
    curl        ///< a config file of curl (-K)
};

/// "auto", "plain", "tsv", "jsonl", "aria2", "curl"; nullopt for other words.
[[nodiscard]] std::optional<list_format> parse_list_format(std::string_view word) noexcept;

}  // namespace trawl::batch
