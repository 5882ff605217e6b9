#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

#include "targets.hpp"

namespace {

namespace fuzz = trawl::fuzz;

constexpr std::array<std::pair<std::string_view, fuzz::target>, 27> targets{{
    {"archive", fuzz::archive}, {"certificate", fuzz::certificate},
    {"charset", fuzz::charset}, {"checksums", fuzz::checksums},
    {"chunks", fuzz::chunks},   {"coding", fuzz::coding},
    {"config", fuzz::config},   {"cookie_file", fuzz::cookie_file},
    {"cookies", fuzz::cookies}, {"crawl_state", fuzz::crawl_state},
    {"css", fuzz::css},         {"expectation", fuzz::expectation},
    {"fields", fuzz::fields},   {"html", fuzz::html},
    {"journal", fuzz::journal}, {"json_path", fuzz::json_path},
    {"list", fuzz::list},       {"mirror", fuzz::mirror},
    {"netrc", fuzz::netrc},     {"part_record", fuzz::part_record},
    {"reply", fuzz::reply},     {"robots", fuzz::robots},
    {"sitemap", fuzz::sitemap}, {"socks5", fuzz::socks5},
    {"suite", fuzz::suite},     {"template_text", fuzz::template_text},
    {"url", fuzz::url},
}};

fuzz::target chosen = nullptr;

}  // namespace

// The target is that of TRAWL_FUZZ: libFuzzer starts itself again for some of its work, with arguments of its own.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    const char* name = std::getenv("TRAWL_FUZZ");
    for (const auto& [known, run] : targets) {
        if (name != nullptr && known == name) {
            chosen = run;
            return 0;
        }
    }
    std::cerr << "TRAWL_FUZZ must be one of:";
    for (const auto& each : targets) {
        std::cerr << ' ' << each.first;
    }
    std::cerr << '\n';
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    chosen({reinterpret_cast<const char*>(data), size});
    return 0;
}
