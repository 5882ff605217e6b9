#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::app {

/// How many inputs have to fail for the run to have failed.
class fail_threshold {
public:
    /// One.
    fail_threshold() = default;

    /// Reads "any" (one), "none" (however many fail, the run has not), "20" (so many), "5%" (so many of a hundred).
    [[nodiscard]] static std::optional<fail_threshold> parse(std::string_view text);

    /// Somebody said it.
    [[nodiscard]] bool is_given() const noexcept { return is_given_; }
    [[nodiscard]] bool is_reached(std::uint64_t failed, std::uint64_t all) const noexcept;

    /// As it was given.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    enum class kind { count, percent, never };

    kind kind_ = kind::count;
    double least_ = 1;
    std::string text_ = "any";
    bool is_given_ = false;
};

}  // namespace trawl::app
