#include <algorithm>
#include <compare>

#include <boost/json/value.hpp>

#include "expect/json_value.hpp"
#include "expect/judging.hpp"

namespace trawl::expect {

namespace {

bool is_equal(const seen& value, const literal& wanted) {
    if (!value.kind.empty()) {
        return wanted.text == value.kind;
    }
    if (value.json != nullptr) {
        return (wanted.json && is_same_json(*value.json, *wanted.json)) ||
               (wanted.is_loose && value.text && wanted.text == *value.text);
    }
    if (wanted.number && value.number) {
        return *value.number == *wanted.number;
    }
    return wanted.text && value.text && *wanted.text == *value.text;
}

bool is_ordered(comparison how, const seen& value, const literal& wanted) {
    if (value.json != nullptr) {
        if (wanted.json && is_so(how, json_order(*value.json, *wanted.json))) {
            return true;
        }
        return wanted.is_loose && value.text && is_so(how, *value.text <=> std::string_view(*wanted.text));
    }
    if (wanted.number) {
        return value.number && is_so(how, *value.number <=> *wanted.number);
    }
    return wanted.text && value.text && is_so(how, *value.text <=> std::string_view(*wanted.text));
}

bool is_in(const seen& value, const operand_item& wanted) {
    if (!wanted.high) {
        return is_equal(value, wanted.low);
    }
    const auto of = value.json != nullptr ? number_in(*value.json) : value.number;
    return of && *wanted.low.number <= *of && *of <= *wanted.high->number;
}

bool is_text_so(comparison how, std::string_view text, const operand& wanted) {
    if (how == comparison::matches) {
        return wanted.expression->is_in(text);
    }
    const auto& part = wanted.items.front().low.text;
    if (!part) {
        return false;
    }
    return how == comparison::contains      ? text.find(*part) != text.npos
           : how == comparison::starts_with ? text.starts_with(*part)
                                            : text.ends_with(*part);
}

/// An array contains a value that is one of its elements.
bool has_element(const boost::json::value& array, const literal& wanted) {
    return std::any_of(array.get_array().begin(), array.get_array().end(), [&](const auto& element) {
        seen value{.number = {}, .text = {}, .json = &element};
        if (const auto* text = element.if_string()) {
            value.text = std::string_view(*text);
        }
        return is_equal(value, wanted);
    });
}

}  // namespace

bool holds(comparison how, const seen& value, const operand& wanted) {
    if (how == comparison::in) {
        return std::any_of(wanted.items.begin(), wanted.items.end(),
                           [&](const auto& each) { return is_in(value, each); });
    }
    if (how == comparison::contains && value.json != nullptr && value.json->is_array()) {
        return has_element(*value.json, wanted.items.front().low);
    }
    if (is_about_text(how)) {
        return (value.text && is_text_so(how, *value.text, wanted)) ||
               (!value.kind.empty() && is_text_so(how, value.kind, wanted));
    }
    const auto& only = wanted.items.front().low;
    return how == comparison::equal ? is_equal(value, only) : is_ordered(how, value, only);
}

}  // namespace trawl::expect
