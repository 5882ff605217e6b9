#include "expect/json_path.hpp"

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "check.hpp"
#include "expect/json_body.hpp"
#include "expect/json_value.hpp"
#include "targets.hpp"

using trawl::expect::json_path;
using trawl::fuzz::check;

namespace {

constexpr std::string_view usual =
    R"({"a": [1, 2.5, "text", null, {"b": {"c": [true, [], {}]}, "d": "x"}], "ä": -1e3, "e": "a.*"})";

void check_prefix(std::string_view text) {
    std::size_t size = 0;
    const auto prefix = json_path::parse_prefix(text, size);
    if (!prefix) {
        trawl::fuzz::check_error(prefix.error(), text);
        return;
    }
    check(size <= text.size() && prefix->text() == text.substr(0, size), "a prefix is the beginning of the text");
    check(json_path::parse(prefix->text()).has_value(), "a prefix is a query by itself");
}

}  // namespace

// A query, and behind a tab the document that it is asked of.
void trawl::fuzz::json_path(std::string_view input) {
    const auto tab = input.find('\t');
    const auto text = input.substr(0, tab);
    const trawl::expect::json_body body(tab == input.npos ? usual : input.substr(tab + 1));
    check_prefix(text);
    const auto path = json_path::parse(text);
    if (!path) {
        trawl::fuzz::check_error(path.error(), text);
        return;
    }
    if (!body.wrong().empty()) {
        return;
    }
    constexpr std::size_t limit = 1'000;
    const auto selected = path->select(body.root(), limit);
    check(selected.nodes.size() <= limit, "no more nodes than are wanted");
    check(!path->is_singular() || selected.nodes.size() <= 1, "a singular query selects one node at most");
    for (const auto* node : selected.nodes) {
        check(trawl::expect::is_same_json(*node, *node), "a value is the same as itself");
        check(trawl::expect::json_text(*node, 100).size() <= 100, "a text is cut");
    }
}
