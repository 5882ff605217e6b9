#include <string>

#include "batch/entry_builder.hpp"
#include "batch/entry_text.hpp"
#include "batch/line_formats.hpp"

namespace trawl::batch {

namespace {

constexpr std::string_view keys = "sha256, sha512, md5, size, mirror, method, header and data";

void read_pair(entry_builder& entry, std::string_view column) {
    std::string_view value = column;
    const std::string_view key = take_until(value, '=');
    if (key.size() == column.size()) {
        return entry.fail("a column that is not of the form key=value");
    }
    if (!entry.set(key, value)) {
        entry.fail("the key '" + std::string(start_of_key(key)) + "' is none of " + std::string(keys));
    }
}

// Forgetting the name's column would give a file a strange name instead of a checksum.
bool is_pair(std::string_view column) {
    entry_builder scratch(0);
    return column.find('=') != column.npos && scratch.set(take_until(column, '='), column) && !scratch.is_bad();
}

}  // namespace

list_entry parse_tsv_line(std::uint64_t number, std::string_view line) {
    entry_builder entry(number);
    std::string_view rest = line;
    entry.set_url(trimmed(take_until(rest, '\t')));
    if (const auto name = trimmed(take_until(rest, '\t')); is_pair(name)) {
        entry.fail("the second column is the name; it may be empty, but must be there");
    } else {
        entry.set_name(name);
    }
    while (!rest.empty()) {
        if (const auto column = trimmed(take_until(rest, '\t')); !column.empty()) {
            read_pair(entry, column);
        }
    }
    return entry.finish(line);
}

}  // namespace trawl::batch
