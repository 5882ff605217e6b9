#include <string>
#include <vector>

#include "batch/checksum_list.hpp"
#include "batch/list_parser.hpp"
#include "check.hpp"
#include "fetch/frontier.hpp"
#include "files/digest.hpp"
#include "pieces.hpp"
#include "targets.hpp"
#include "trawl/http/headers.hpp"

using trawl::fuzz::check;
namespace batch = trawl::batch;
namespace http = trawl::http;

namespace {

std::vector<batch::list_entry> read(std::string_view text, batch::list_format format, bool is_whole) {
    batch::list_parser parser(format);
    trawl::fuzz::pieces cut(text);
    std::vector<batch::list_entry> entries;
    while (!cut.empty()) {
        parser.feed(is_whole ? cut.next(SIZE_MAX) : cut.next());
        while (auto entry = parser.next()) {
            entries.push_back(std::move(*entry));
        }
    }
    parser.finish();
    while (auto entry = parser.next()) {
        entries.push_back(std::move(*entry));
    }
    return entries;
}

void check_details(const trawl::fetch::job_details& details) {
    check(details.method.empty() || http::is_token(details.method), "a method is a token");
    for (std::size_t i = 0; i < details.fields.size(); ++i) {
        check(http::is_token(details.fields[i].name) && http::is_field_value(details.fields[i].value),
              "a field can be sent");
    }
}

bool is_same(const batch::list_entry& one, const batch::list_entry& other) {
    return one.line == other.line && one.text == other.text && one.name == other.name &&
           one.url.has_value() == other.url.has_value() && (!one.url || *one.url == *other.url) &&
           (one.details == nullptr) == (other.details == nullptr) && one.warning == other.warning;
}

// What a list of those that failed says of an entry is read as the same one.
void check_source(const batch::list_entry& entry, batch::list_format format) {
    if (!entry.url || !entry.source_text) {
        return;
    }
    // The first line of a list may tell its format: here it is not this one. What comes from a config file of curl is put as
    // JSON, which such a file may hold too.
    const auto again =
        read((format == batch::list_format::curl ? "" : "http://a/\n") + *entry.source_text, format, true);
    check(!again.empty() && again.back().url && *again.back().url == *entry.url && again.back().name == entry.name,
          "an entry's source is that entry");
}

}  // namespace

// A digit for the format (0 auto, 1 plain, 2 tsv, 3 jsonl, 4 aria2, 5 curl), then a list.
void trawl::fuzz::list(std::string_view input) {
    if (input.empty()) {
        return;
    }
    const auto format = static_cast<batch::list_format>(static_cast<unsigned char>(input.front()) % 6);
    input.remove_prefix(1);
    const auto whole = read(input, format, true);
    const auto pieces = read(input, format, false);
    check(whole.size() == pieces.size(), "entries do not depend on the pieces");
    std::uint64_t line = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        check(is_same(whole[i], pieces[i]), "an entry does not depend on the pieces");
        check(whole[i].line > 0, "an entry has a line");
        line = std::max(line, whole[i].line);
        if (whole[i].details) {
            check_details(*whole[i].details);
        }
        check_source(whole[i], format);
    }
    check(line <= 1 + static_cast<std::uint64_t>(std::ranges::count(input, '\n')), "lines are those of the list");
}

// A list of checksums.
void trawl::fuzz::checksums(std::string_view input) {
    try {
        auto list = batch::checksum_list::parse(input, "SUMS");
        const auto unused = list.never_found(10);
        check(unused.names.size() <= 10 && unused.names.size() <= unused.count, "names have a limit");
        for (const auto& each : unused.names) {
            check(!list.find(each, each).empty(), "what stands in a list is found there");
        }
        (void)list.find("a.txt", "a.txt", [](const std::string&) { return true; });
    } catch (const trawl::fetch::source_error& wrong) {
        check(std::string_view(wrong.what()).starts_with("SUMS"), "an error names the list");
    }
}
