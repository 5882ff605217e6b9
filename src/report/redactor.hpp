#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trawl::report {

/// Takes secrets out of text: each place where one stands, as it is, percent-encoded or as base64, becomes "***"; of secrets
/// within each other the longest.
///
/// Threads     Immutable once made.
class redactor {
public:
    redactor() = default;
    /// Empty ones do not count.
    explicit redactor(const std::vector<std::string>& secrets);

    [[nodiscard]] bool is_empty() const noexcept { return needles_.empty(); }
    [[nodiscard]] std::string operator()(std::string_view text) const;
    /// Every string of a JSON text, keys excepted; the text stays JSON.
    [[nodiscard]] std::string in_json(std::string_view json) const;
    /// The longest text that it looks for; 0: none.
    [[nodiscard]] std::size_t longest() const noexcept;

private:
    std::vector<std::string> needles_;  // longest first
};

}  // namespace trawl::report
