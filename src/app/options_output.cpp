#include <filesystem>
#include <system_error>

#include "app/option_groups.hpp"
#include "files/direct.hpp"

namespace trawl::app {

namespace {

// Of two paths that the user gave, either of which may be empty or mean a descriptor of ours.
bool is_same_file(const std::string& one, const std::string& other) {
    std::error_code none;
    return !one.empty() && !other.empty() && !files::own_descriptor(one) && !files::own_descriptor(other) &&
           !std::filesystem::is_other(one, none) && (one == other || std::filesystem::equivalent(one, other, none));
}

struct named_file {
    const char* option;
    std::string path;
};

std::vector<named_file> written_files(const fetch_options& given) {
    return {{"--output", given.output.file},
            {"--results", given.records.results},
            {"--failed-list", given.output.failed_list},
            {"--save-cookies", given.credentials.save_cookies},
            {"--log-file", given.common.log_file}};
}

void check_files(const fetch_options& given) {
    const auto written = written_files(given);
    std::string on_stdout = given.records.format ? "--write" : "";
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto& [option, path] = written[i];
        bool is_taken = is_same_file(path, given.input.list) || is_same_file(path, given.input.checksums);
        for (std::size_t before = 0; before < i; ++before) {
            is_taken = is_taken || is_same_file(path, written[before].path);
        }
        if (is_taken) {
            throw option_error(option, path + " is named by another option too");
        }
        if (files::is_standard_output(path)) {
            if (!on_stdout.empty()) {
                throw option_error(option, "standard output is taken by " + on_stdout);
            }
            on_stdout = option;
        }
    }
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
