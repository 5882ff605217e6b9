#include "app/named_files.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

namespace {

void check_files(const fetch_options& given) {
    refuse_files_named_twice({{"--output", given.output.file},
                              {"--results", given.records.results},
                              {"--failed-list", given.output.failed_list},
                              {"--save-cookies", given.credentials.save_cookies},
                              {"--log-file", given.common.log_file}},
                             {given.input.list, given.input.checksums}, given.records.format ? "--write" : "");
}

void check_one_file(const fetch_options& given) {
    const auto& output = given.output;
    if (output.file.empty()) {
        return;
    }
    if (!given.input.list.empty() || given.input.urls.size() != 1) {
        throw option_error("--output", "is for one URL; --dir takes the files of many");
    }
    for (const auto& [option, is_given] : {named_file{"--discard", output.discard ? "x" : ""},
                                           {"--name", output.naming},
                                           {"--tree", output.tree ? "x" : ""},
                                           {"--content-disposition", output.content_disposition ? "x" : ""},
                                           {"--sync", output.sync ? "x" : ""},
                                           {"--only-failed", given.input.only_failed ? "x" : ""}}) {
        if (!is_given.empty()) {
            throw option_error("--output", std::string("does not go with ") + option);
        }
    }
}

}  // namespace

void add_output_options(option_set& to, fetch_draft& draft) {
    auto& into = draft.result.output;
    to.group("Output");
    to.text({"-d,--dir", "DIR", "Folder for the files; made if need be"}, into.folder);
    to.text(
        {"-o,--output", "FILE", "File for one URL, '-' for standard output; devices and pipes are written directly"},
        into.file);
    to.flag({"--discard", "", "Read the bodies and keep none"}, into.discard);
    const auto take_template = [&into](const std::string& given) {
        auto found = files::name_template::parse(given);
        if (!found) {
            throw bad_value("at " + std::to_string(found.error().position + 1) + ": " + found.error().reason);
        }
        into.names = *std::move(found);
        into.naming = given;
    };
    to.value({"--name", "TEMPLATE", "Names, as in '{host}/{n:06}-{basename}'; see 'trawl help names'"}, take_template);
    to.flag({"--tree", "", "Folders as in the URLs: host/path"}, into.tree);
    to.flag({"--content-disposition", "", "The name that the server gives, if it gives one"}, into.content_disposition);
    to.flag({"--sync", "", "Ask about files that are there, and fetch those that have changed"}, into.sync);
    to.flag({"--no-state", "", "Neither look at nor keep DIR/.trawl: fetch everything"}, into.no_state);
    to.size({"--limit-size", "SIZE", "Of one body; a larger one is not kept"}, draft.result.session.max_body_size);
}

void finish_output_options(fetch_draft& draft) {
    auto& given = draft.result.output;
    check_one_file(draft.result);
    check_files(draft.result);
    if (given.tree) {
        if (given.names) {
            throw option_error("--tree", "does not go with --name");
        }
        given.names = files::name_template::tree();
        given.naming = "tree";
    }
    if (draft.result.input.only_failed && given.discard) {
        throw option_error("--only-failed", "does not go with --discard");
    }
    if (given.sync && (given.no_state || given.discard)) {
        throw option_error("--sync", std::string("does not go with ") + (given.discard ? "--discard" : "--no-state"));
    }
}

}  // namespace trawl::app
