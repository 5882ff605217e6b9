#include <string>

#include "app/config_file.hpp"
#include "check.hpp"
#include "http/netrc.hpp"
#include "memory_file.hpp"
#include "targets.hpp"

using trawl::fuzz::check;

// A .netrc file.
void trawl::fuzz::netrc(std::string_view input) {
    const auto parsed = trawl::http::netrc::parse(input);
    if (!parsed) {
        check(parsed.error().line > 0 && !parsed.error().reason.empty(), "an error has a line and a reason");
        return;
    }
    for (const std::string_view host : {"example.org", "EXAMPLE.ORG", "::1", "a", ""}) {
        (void)parsed->find(host);
        if (const auto login = parsed->find(host, "user")) {
            check(login->username.empty() || login->username == "user", "a login is the user's");
        }
    }
}

// A config file.
void trawl::fuzz::config(std::string_view input) {
    static const memory_file file;
    file.write(input);
    try {
        const auto read = trawl::app::read_config_file(file.path(), "fetch");
        for (const auto& each : read.entries) {
            check(each.line > 0, "an entry has a line");
        }
        for (const auto& each : read.hosts) {
            check(each.line > 0 && !each.pattern.empty(), "a table has a line and a pattern");
        }
    } catch (const trawl::app::config_error& wrong) {
        check(std::string_view(wrong.what()).starts_with("/proc/self/fd/"), "an error names the file");
    }
}
