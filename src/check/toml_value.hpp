#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "check/located_text.hpp"

namespace trawl::check {

/// A value of a TOML file, and where it stands.
struct toml_value {
    enum class kind : std::uint8_t { text, integer, number, boolean, date, list, table };
    struct member;

    kind is = kind::table;
    /// Of a text itself; integers, numbers and booleans as texts: "12", "1.5", "true".
    located_text scalar;
    std::int64_t integer = 0;
    double number = 0;  ///< of integers too
    bool boolean = false;
    std::vector<toml_value> items;  ///< of a list
    std::vector<member> members;    ///< of a table, in the order of the file
};

struct toml_value::member {
    located_text key;
    toml_value value;
};

/// "a text", "a list" ...
[[nodiscard]] std::string_view name(toml_value::kind of) noexcept;

/// What is no TOML.
class toml_error : public std::runtime_error {
public:
    toml_error(const std::string& what, std::uint32_t line, std::uint32_t column);
    [[nodiscard]] const located_text& at() const noexcept { return at_; }

private:
    located_text at_;
};

/// Errors      Throws `toml_error`.
[[nodiscard]] toml_value read_toml(std::string_view text);

}  // namespace trawl::check
