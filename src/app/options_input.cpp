#include "app/option_groups.hpp"

#include "files/direct.hpp"

namespace trawl::app {

namespace {

struct given_file {
    const char* option;
    std::string path;
};

// It can be read once.
void check_standard_input(const fetch_draft& draft) {
    std::string reader;
    for (const auto& [option, path] :
         {given_file{"--input", draft.result.input.list}, given_file{"--checksums", draft.result.input.checksums},
          given_file{"--data", draft.data && draft.data->starts_with('@') ? draft.data->substr(1) : ""}}) {
        if (path == "-" || (!path.empty() && files::own_descriptor(path) == 0)) {
            if (!reader.empty()) {
                throw option_error(option, "standard input is read by " + reader);
            }
            reader = option;
        }
    }
}

}  // namespace

void add_list_format_option(option_set& to, batch::list_format& into) {
    const auto take = [&into](const std::string& given) {
        const auto found = batch::parse_list_format(given);
        if (!found) {
            throw bad_value("'" + given + "' is none of auto, plain, tsv, jsonl, aria2, curl");
        }
        into = *found;
    };
    to.value({"--input-format", "FORMAT", "Of the list: auto, plain, tsv, jsonl, aria2 or curl"}, take, "auto");
}

void add_input_options(option_set& to, fetch_draft& draft) {
    auto& into = draft.result.input;
    to.arguments({"url", "URL", "What to fetch; without a scheme, http:// is meant"}, into.urls);
    to.group("Input");
    to.text({"-i,--input", "FILE", "URLs from FILE, one a line, '-' for standard input; '#' starts a comment line"},
            into.list);
    add_list_format_option(to, into.format);
    to.text({"--checksums", "FILE", "What the files must come to, as sha256sum and its kin write it"}, into.checksums);
    to.flag({"--only-failed", "", "Fetch what failed before, and nothing new; without URLs, all of that"},
            into.only_failed);
    to.flag({"--allow-empty", "", "No URL at all is not an error"}, into.allow_empty);
    to.flag({"--dry-run", "", "Fetch nothing; say what would be fetched, and under which name"}, into.dry_run);
}

void finish_input_options(fetch_draft& draft) {
    const auto& given = draft.result.input;
    check_standard_input(draft);
    if (given.urls.empty() && given.list.empty() && !given.allow_empty && !given.only_failed) {
        throw option_error("nothing to fetch", "give URLs, or a list with --input");
    }
    if (given.only_failed && draft.result.output.no_state) {
        throw option_error("--only-failed", "does not go with --no-state: the state knows what failed");
    }
}

}  // namespace trawl::app
