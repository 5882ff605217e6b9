// A small site on loopback for scripts/demo.
//   demo_site              prints its address, and serves until stdin ends
//   demo_site --list URL   prints a list of what is there, for the site at that address

#include <chrono>
#include <iostream>
#include <limits>
#include <string>
#include <string_view>

#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace {

using namespace trawl::test;

constexpr std::string_view list = R"(# Two folders: each index.html gets a name of its own.
@/
@/guide/
@/guide/start.html

@/notes.txt
@/photo.jpg
@/download?file=report.pdf
@/two%20words.txt

# A redirect, a body of unknown length, 300 ms of waiting, a 503 at first, and a 404.
@/moved
@/stream
@/slow
@/busy
@/missing
)";

std::string page(std::string_view title) {
    return "<!doctype html>\n<title>" + std::string{title} + "</title>\n<h1>" + std::string{title} + "</h1>\n";
}

void serve(fault_server& site) {
    site.on("/", reply::ok(page("A small site"), "text/html"));
    site.on("/guide/", reply::ok(page("Guide"), "text/html"));
    site.on("/guide/start.html", reply::ok(page("How to start"), "text/html"));
    site.on("/notes.txt", reply::ok("Read me first.\n"));
    site.on("/photo.jpg", reply::ok(std::string(300'000, 'p'), "image/jpeg"));
    site.on("/download", reply::ok(std::string(1'000'000, 'd'), "application/pdf"));
    site.on("/two%20words.txt", reply::ok("two words\n"));
    site.on("/moved", reply::redirect(301, "/notes.txt"));
    site.on("/stream", reply::chunked({"piece by ", "piece, ", "length unknown before\n"}));
    site.on("/slow", reply::slow(std::chrono::milliseconds{300}, "sorry to keep you waiting\n"));
    site.on("/busy", {reply::status(503, {}, "later\n"), reply::ok("now\n")});
}

void print_list(std::string_view address) {
    for (const char c : list) {
        if (c == '@') {
            std::cout << address;
        } else {
            std::cout << c;
        }
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 3 && std::string_view{arguments[1]} == "--list") {
        print_list(arguments[2]);
        return 0;
    }
    fault_server site;
    serve(site);
    std::cout << site.url("") << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    return 0;
}
