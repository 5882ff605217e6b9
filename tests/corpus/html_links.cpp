// Shows the links of HTML files, or how fast they are found.
//   trawl_html_links FILE...            a line a link: file, kind, element, attribute, URL
//   trawl_html_links --speed N FILE...  reads all of them N times, and shows the best rate (of CPU time)

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "html/charset.hpp"
#include "html/document_reader.hpp"

namespace {

namespace html = trawl::html;
namespace http = trawl::http;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string in_utf8(const std::string& bytes) {
    std::string text;
    html::charset_decoder(html::sniff_charset(bytes, {})).decode(bytes, text, true);
    return text;
}

html::document read(const std::string& text, const std::string& name) {
    html::reading_options options(http::resolve_url(name, http::parse_url("http://docs.test/").value()).value());
    options.takes_forms = true;
    html::document_reader reader(std::move(options));
    reader.feed(text);
    return reader.finish();
}

void show_links(std::span<char*> files) {
    for (const std::string path : files) {
        for (const html::found_link& link : read(in_utf8(read_file(path)), path).links) {
            if (link.target && !link.is_inert) {
                std::cout << path << '\t' << name(link.kind) << '\t' << link.element << '\t' << link.attribute << '\t'
                          << link.target->href() << '\n';
            }
        }
    }
}

void show_speed(int times, std::span<char*> files) {
    std::vector<std::string> texts;
    std::size_t size = 0;
    for (const std::string path : files) {
        texts.push_back(in_utf8(read_file(path)));
        size += texts.back().size();
    }
    double best = 0;
    std::size_t links = 0;
    for (int round = 0; round < times; ++round) {
        const std::clock_t start = std::clock();
        links = 0;
        for (const std::string& text : texts) {
            links += read(text, "dir/page.html").links.size();
        }
        const double taken = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        best = std::max(best, static_cast<double>(size) / 1e6 / taken);
    }
    std::cout << texts.size() << " files, " << size << " bytes, " << links << " links: " << best << " MB/s\n";
}

}  // namespace

int main(int count, char** arguments) {
    const std::span<char*> given(arguments, static_cast<std::size_t>(count));
    if (given.size() > 2 && std::string_view(given[1]) == "--speed") {
        show_speed(std::atoi(given[2]), given.subspan(3));
    } else {
        show_links(given.subspan(1));
    }
}
