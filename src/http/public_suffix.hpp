#pragma once

#include <memory>
#include <string_view>

namespace trawl::http {

/// The public suffix list (https://publicsuffix.org): the system's, if it is newer than libpsl's own.
///
/// Threads     Any, for its const functions.
class public_suffixes {
public:
    public_suffixes();
    ~public_suffixes();
    public_suffixes(const public_suffixes&) = delete;
    public_suffixes& operator=(const public_suffixes&) = delete;

    /// Whether names below this domain belong to different owners ("com", "co.uk", "github.io"); so does every name
    /// without a dot. Requires lower case, ASCII; a dot at the end does not count. Without any list: every domain.
    [[nodiscard]] bool contains(std::string_view domain) const;

private:
    struct list;
    std::unique_ptr<list> list_;
};

}  // namespace trawl::http
