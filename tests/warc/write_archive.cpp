// Writes an archive that has every form of record: write_archive PREFIX

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "output/warc_output.hpp"
#include "unit/output/sample_page.hpp"

namespace {

using trawl::output::test::sample_page;
using trawl::output::test::set_body;
namespace crawl = trawl::crawl;

std::string many_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    unsigned state = 1;
    for (char& c : bytes) {
        state = state * 1664525U + 1013904223U;
        c = static_cast<char>(state >> 24U);
    }
    return bytes;
}

// A body that was put aside.
void move_to_file(crawl::page& what, const std::string& folder) {
    trawl::files::descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    const std::string_view bytes = what.body.bytes();
    if (::write(file.fd(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        throw std::runtime_error("cannot write a temporary file");
    }
    const std::uint64_t size = bytes.size();
    what.body.move_to(std::move(file), size);
}

std::vector<std::shared_ptr<crawl::page>> pages(const std::string& folder) {
    std::vector<std::shared_ptr<crawl::page>> made;
    const auto add = [&](const std::string& path, const std::string& body, const std::string& type) -> crawl::page& {
        made.push_back(sample_page("http://www.example.org:8080" + path, body, type));
        made.back()->started += std::chrono::milliseconds(17) * made.size();
        return *made.back();
    };
    add("/", "<p>hello", "text/html; charset=utf-8");
    add("/again?b=2&a=1&A", "<p>hello", "text/html");
    add("/empty", "", "text/plain");
    crawl::page& moved = add("/moved", "<p>elsewhere", "text/html");
    moved.status = 301;
    moved.reason = "Moved Permanently";
    moved.fields.add("Location", "/");
    crawl::page& missing = add("/missing", "<p>hello", "text/html");
    missing.status = 404;
    missing.reason = "";
    crawl::page& chunked = add("/chunked", "<p>in pieces", "text/html");
    chunked.fields.erase("Content-Length");
    chunked.fields.add("Transfer-Encoding", "chunked");
    crawl::page& cut = add("/cut", "0123456789", "text/plain");
    set_body(cut, "0123");
    cut.end = crawl::body_end::disconnect;
    crawl::page& large = add("/large?x=\xC3\xA4|{}'\\", many_bytes(3'000'000), "application/octet-stream");
    move_to_file(large, folder);
    crawl::page& old = add("/old", "<p>old server", "text/html");
    old.version = 10;
    old.fields.clear();
    old.fields.add("Server", "CERN/3.0");
    crawl::page& unchanged = add("/", "", "text/html");
    unchanged.status = 304;
    unchanged.reason = "Not Modified";
    unchanged.is_not_modified = true;
    add("/last", "<p>hello", "text/html");
    return made;
}

void write(const std::string& prefix, trawl::files::digest_algorithm digest) {
    trawl::output::warc_settings settings;
    settings.prefix = prefix;
    settings.digest = digest;
    settings.max_size = 2'000'000;
    settings.software = "trawl";
    settings.user_agent = "trawl";
    trawl::output::warc_output output(std::move(settings));
    output.open({});
    for (const auto& each : pages(std::filesystem::path(prefix).parent_path().string())) {
        output.write(*each);
        output.sync();
    }
    output.finish();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "write_archive PREFIX\n";
        return 2;
    }
    try {
        write(std::string(arguments[1]) + "-sha1", trawl::files::digest_algorithm::sha1);
        write(std::string(arguments[1]) + "-sha256", trawl::files::digest_algorithm::sha256);
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
    return 0;
}
