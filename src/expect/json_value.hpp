#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>

#include <boost/json/fwd.hpp>

namespace trawl::expect {

/// What a number is worth: each 64-bit integer and each double as it is. nullopt: it is no number.
[[nodiscard]] std::optional<long double> number_in(const boost::json::value& of) noexcept;

/// Whether two JSON values are the same: numbers by what they are worth, objects whatever the order of their members.
[[nodiscard]] bool is_same_json(const boost::json::value& left, const boost::json::value& right);

/// The same. `work` grows with what there was to compare: by one for each value, and for each 64 bytes of text.
[[nodiscard]] bool is_same_json(const boost::json::value& left, const boost::json::value& right, std::size_t& work);

/// The order of two numbers by value, or of two texts by their characters; of anything else `unordered`.
[[nodiscard]] std::partial_ordering json_order(const boost::json::value& left, const boost::json::value& right);

/// A value as JSON on one line, numbers in their shortest form.
///
/// Limits      Of what would be longer than `limit` bytes, the beginning and "...".
[[nodiscard]] std::string json_text(const boost::json::value& of, std::size_t limit);

}  // namespace trawl::expect
