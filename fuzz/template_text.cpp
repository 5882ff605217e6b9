#include "expect/template_text.hpp"

#include <optional>
#include <string>

#include "check.hpp"
#include "targets.hpp"

using trawl::expect::template_text;
using trawl::fuzz::check;

void trawl::fuzz::template_text(std::string_view input) {
    const std::string text(input);
    const auto parsed = template_text::parse(text);
    if (!parsed) {
        trawl::fuzz::check_error(parsed.error(), text);
        return;
    }
    check(parsed->source() == text, "the source is what was parsed");
    trawl::expect::variables values;
    for (const auto& each : parsed->references()) {
        check(text.compare(each.at, 2, "${") == 0 && text.at(each.at + each.length - 1) == '}', "places are right");
        values.emplace(each.name, "value");
    }
    const auto all = [](const template_text::reference&) { return std::optional<std::string>("value"); };
    const auto bound = parsed->bound(all);
    check(bound.is_plain(), "what all is bound in has no places");
    check(bound.filled() == parsed->filled(values), "binding is filling in");
    const auto none = [](const template_text::reference&) { return std::optional<std::string>(); };
    check(parsed->bound(none).filled() == parsed->filled(), "binding nothing changes nothing");
}
