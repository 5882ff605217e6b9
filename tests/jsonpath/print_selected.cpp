// Reads lines {"document": ..., "queries": ["$.a", ...]}, and prints for each query a line: the nodes that it selects as
// one array, or why it is no query as one text.

#include <iostream>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "expect/json_path.hpp"

namespace json = boost::json;

namespace {

json::value selected(const json::value& document, const json::string& query) {
    const auto path = trawl::expect::json_path::parse({query.data(), query.size()});
    if (!path) {
        return json::string(path.error().what);
    }
    json::array nodes;
    for (const auto* node : path->select(document).nodes) {
        nodes.push_back(*node);
    }
    return nodes;
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        const auto asked = json::parse(line);
        for (const auto& query : asked.at("queries").as_array()) {
            std::cout << selected(asked.at("document"), query.as_string()) << '\n';
        }
    }
}
