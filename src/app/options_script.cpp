#include "app/command_words.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

void add_record_options(option_set& to, run_draft& draft) {
    auto& into = draft.result.records;
    to.group("For scripts");
    to.text({"--results", "FILE", "One JSON line for each input to FILE, '-' for standard output"}, into.results);
    const auto take_format = [&into, more = draft.record_members](const std::string& given) {
        auto found = output::record_format::parse(given, more);
        if (!found) {
            throw bad_value(found.error());
        }
        into.format = *std::move(found);
    };
    to.value({"-w,--write", "FORMAT", "Text on standard output for each input, as in '{status} {url}\\n'"},
             take_format);
    to.value({"--on-complete", "COMMAND", "Run for each input, its record on standard input; no shell is used"},
             [&into](const std::string& given) { into.on_complete = split_words(given); });
    const auto take = [&into](const std::string& given) {
        const auto found = fail_threshold::parse(given);
        if (!found) {
            throw bad_value("'" + given + "' is neither any nor none, a number or a percentage such as 5%");
        }
        into.fail_on = *found;
    };
    to.value({"--fail-on", "COUNT", "Failed inputs that make the run fail: any, none, N or N%"}, take, "any");
}

void add_failed_list_option(option_set& to, fetch_draft& draft) {
    to.group("For scripts");
    to.text({"--failed-list", "FILE", "What failed, as a list that can be given to --input"},
            draft.result.output.failed_list);
}

}  // namespace trawl::app
