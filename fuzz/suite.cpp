#include "check/suite.hpp"

#include <optional>
#include <string>

#include "check.hpp"
#include "memory_file.hpp"
#include "targets.hpp"

using trawl::fuzz::check;

void trawl::fuzz::suite(std::string_view input) {
    static const memory_file file;
    file.write(input);
    trawl::check::suite_inputs inputs;
    inputs.variables = {{"host", "example.org"}};
    inputs.environment = [](const std::string& name) {
        return name == "HOME" ? std::optional<std::string>("/root") : std::nullopt;
    };
    try {
        const auto suite = trawl::check::load_suite(file.path(), inputs);
        for (std::size_t i = 0; i < suite.entries.size(); ++i) {
            for (const auto needed : suite.entries[i]->needs) {
                check(needed < i, "what is needed stands before");
            }
        }
    } catch (const trawl::check::suite_error& wrong) {
        check(std::string_view(wrong.what()).starts_with("/proc/self/fd/"), "an error says in which file");
    }
}
