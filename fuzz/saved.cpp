#include <algorithm>
#include <stdexcept>
#include <string>

#include <boost/crc.hpp>

#include "check.hpp"
#include "crawl/page.hpp"
#include "files/part_state.hpp"
#include "output/warc_output.hpp"
#include "targets.hpp"
#include "temp_folder.hpp"

using trawl::fuzz::check;
namespace files = trawl::files;
namespace crawl = trawl::crawl;

namespace {

void check_record(std::string_view text) {
    const auto record = files::parse_part_record(text);
    if (!record) {
        return;
    }
    check(files::is_sound(record->part.segments, record->part.total), "segments follow one another");
    check(files::is_sound(record->synced, record->part.total), "and those that are on the disk");
    check(files::kept_size(record->part) <= record->part.total.value_or(files::segment::open_end),
          "no more is kept than there is");
    check(files::parse_part_record(files::to_json(*record)) == record, "a record is written as it is");
}

// What nothing but the check would tell from a record of ours.
std::string with_check(std::string_view text) {
    boost::crc_32_type sum;
    sum.process_bytes(text.data(), text.size());
    std::string digits(8, '0');
    auto left = sum.checksum();
    for (auto each = digits.rbegin(); each != digits.rend(); ++each, left >>= 4U) {
        *each = "0123456789abcdef"[left & 15U];
    }
    return std::string(text) + R"(,"check":")" + digits + "\"}\n";
}

void fill(crawl::page& page) {
    page.status = 200;
    page.fields.add("Content-Type", "text/plain");
    page.body.append("hello");
    page.wire_size = page.size = 5;
}

void write_page(const std::string& prefix, const std::vector<crawl::output_file>& committed) {
    trawl::output::warc_settings settings;
    settings.prefix = prefix;
    trawl::output::warc_output output(settings);
    output.open(committed);
    crawl::page page(trawl::http::parse_url("http://example.org/a").value());
    fill(page);
    output.write(page);
    output.sync();
    output.finish();
}

}  // namespace

// A .part.json without the check at its end.
void trawl::fuzz::part_record(std::string_view input) {
    check_record(input);
    check_record(with_check(input));
}

// How much of an archive was committed, of 255; then its bytes, and those of its index's log.
void trawl::fuzz::archive(std::string_view input) {
    static const temp_folder folder;
    if (input.empty()) {
        return;
    }
    const std::size_t size = (input.size() - 1) * static_cast<unsigned char>(input.front()) / 255;
    input.remove_prefix(1);
    const std::string prefix = folder / "site";
    const std::string archive = prefix + "-00000.warc.gz";
    const std::string index = prefix + ".cdxj";
    write_file(archive, input);
    write_file(index + ".log", input);
    try {
        write_page(prefix, {{archive, size}, {index + ".log", size}});
    } catch (const std::runtime_error& wrong) {
        check(std::string_view(wrong.what()).find(prefix) != std::string_view::npos, "an error names the file");
        return;
    }
    const std::string written = read_file(archive);
    check(written.starts_with(input.substr(0, size)), "what was committed stays");
    check(written.substr(size).starts_with("\x1F\x8B"), "what is added follows on what was committed");
    const std::string lines = read_file(index);
    check(lines.ends_with('\n'), "an index has whole lines");
}
