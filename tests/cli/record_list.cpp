#include "cli/record_list.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/temp_dir.hpp"

namespace trawl::test {

namespace json = boost::json;

namespace {

const json::value* find(const json::value& in, std::string_view pointer) {
    json::error_code failed;
    return in.find_pointer(pointer, failed);
}

template <class Wanted>
const record& only_one(const std::vector<record>& records, std::string_view what, Wanted wanted) {
    const auto found = std::ranges::find_if(records, wanted);
    if (found == records.end() || std::find_if(found + 1, records.end(), wanted) != records.end()) {
        throw std::runtime_error{"not one record of " + std::string{what} + " among " + std::to_string(records.size())};
    }
    return *found;
}

}  // namespace

std::string record::text(std::string_view pointer) const {
    const auto* found = find(line_, pointer);
    if (found == nullptr) {
        return "missing";
    }
    return found->is_string() ? std::string{found->get_string()} : json::serialize(*found);
}

double record::number(std::string_view pointer) const {
    return line_.at_pointer(pointer).to_number<double>();
}

std::size_t record::size(std::string_view pointer) const {
    const auto& found = line_.at_pointer(pointer);
    return found.is_object() ? found.get_object().size() : found.as_array().size();
}

record_list::record_list(std::string_view lines) {
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        json::error_code failed;
        auto line = json::parse(lines.substr(0, end), failed);
        if (end == std::string_view::npos || failed || !line.is_object()) {
            throw std::runtime_error{"no record: " + std::string{lines.substr(0, end)}};
        }
        records_.emplace_back(std::move(line));
        lines.remove_prefix(end + 1);
    }
}

record_list record_list::of_file(const std::filesystem::path& where) {
    return record_list{read_file(where)};
}

const record& record_list::only() const {
    return only_one(records_, "the run", [](const record&) { return true; });
}

const record& record_list::of_line(std::uint64_t line) const {
    const auto number = std::to_string(line);
    return only_one(records_, "line " + number, [&](const record& one) { return one.text("/line") == number; });
}

const record& record_list::of_input(std::string_view input) const {
    return only_one(records_, input, [&](const record& one) { return one.text("/input") == input; });
}

std::size_t record_list::count(std::string_view outcome) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(records_, [&](const record& one) { return one.outcome() == outcome; }));
}

}  // namespace trawl::test
