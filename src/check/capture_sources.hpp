#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "check/matrix.hpp"

namespace trawl::check {

/// Which check a captured value comes from, for those that need it.
///
/// Lifetime    The checks must outlive it. Requires that each stands behind what it needs.
class capture_sources {
public:
    explicit capture_sources(const std::vector<variant>& all);

    /// The checks among those that one needs, directly or not, whose capture of a name it sees: none, one, or the first two
    /// of those between which nothing decides. One that needs another hides the capture of that.
    [[nodiscard]] std::vector<std::size_t> find(std::size_t of, const std::string& name);

    /// Whether what is captured by this name is not to be shown. Requires that all who capture it agree.
    [[nodiscard]] bool is_secret(std::string_view name) const;

    /// Some check that captures the name, whether it is needed or not; null: none does.
    [[nodiscard]] const variant* any(std::string_view name) const;

private:
    using found = std::vector<std::size_t>;
    const std::unordered_map<std::size_t, found>& all_of(const std::string& name);

    const std::vector<variant>* all_;
    std::map<std::string, std::size_t, std::less<>> first_;
    std::map<std::string, std::unordered_map<std::size_t, found>, std::less<>> by_name_;
};

}  // namespace trawl::check
