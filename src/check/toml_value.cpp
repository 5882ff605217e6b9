#include "check/toml_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include <toml++/toml.h>

namespace trawl::check {

namespace {

located_text located(std::string text, const toml::source_region& at) {
    return {std::move(text), at.begin.line, at.begin.column};
}

std::string text_of(double number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

toml_value convert(const toml::node& from);

void convert_scalar(toml_value& to, const toml::node& from) {
    if (const auto* text = from.as_string()) {
        to.is = toml_value::kind::text;
        to.scalar.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
        to.is = toml_value::kind::integer;
        to.integer = integer->get();
        to.number = static_cast<double>(to.integer);
        to.scalar.text = std::to_string(to.integer);
    } else if (const auto* number = from.as_floating_point()) {
        to.is = toml_value::kind::number;
        to.number = number->get();
        to.scalar.text = text_of(to.number);
    } else if (const auto* boolean = from.as_boolean()) {
        to.is = toml_value::kind::boolean;
        to.boolean = boolean->get();
        to.scalar.text = to.boolean ? "true" : "false";
    } else {
        to.is = toml_value::kind::date;
    }
}

void convert_table(toml_value& to, const toml::table& from) {
    for (const auto& [key, node] : from) {
        to.members.push_back({located(std::string(key.str()), key.source()), convert(node)});
    }
    std::ranges::sort(to.members, {},
                      [](const toml_value::member& each) { return std::make_tuple(each.key.line, each.key.column); });
}

toml_value convert(const toml::node& from) {
    toml_value made;
    made.scalar = located({}, from.source());
    if (const auto* table = from.as_table()) {
        made.is = toml_value::kind::table;
        convert_table(made, *table);
    } else if (const auto* list = from.as_array()) {
        made.is = toml_value::kind::list;
        for (const auto& item : *list) {
            made.items.push_back(convert(item));
        }
    } else {
        convert_scalar(made, from);
    }
    return made;
}

}  // namespace

std::string_view name(toml_value::kind of) noexcept {
    switch (of) {
        case toml_value::kind::text:
            return "a text";
        case toml_value::kind::integer:
        case toml_value::kind::number:
            return "a number";
        case toml_value::kind::boolean:
            return "true or false";
        case toml_value::kind::date:
            return "a date or time";
        case toml_value::kind::list:
            return "a list";
        case toml_value::kind::table:
            return "a table";
    }
    return {};
}

toml_error::toml_error(const std::string& what, std::uint32_t line, std::uint32_t column)
    : std::runtime_error(what), at_({}, line, column) {
}

toml_value read_toml(std::string_view text) {
    try {
        return convert(toml::parse(text));
    } catch (const toml::parse_error& failed) {
        const auto& at = failed.source().begin;
        throw toml_error(std::string(failed.description()), at.line, at.column);
    }
}

}  // namespace trawl::check
