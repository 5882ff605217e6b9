#include <filesystem>

#include "app/crawl_command.hpp"
#include "base/printable.hpp"
#include "crawl/output_log.hpp"
#include "files/direct.hpp"
#include "output/crawl_report.hpp"
#include "trawl/http/url.hpp"

namespace trawl::app {

namespace {

struct named_file {
    const char* option;
    const std::string& path;
};

bool are_one(const std::string& path, const std::string& other) {
    return !other.empty() && crawl::output_path(path) == crawl::output_path(other);
}

// Two outputs in one file would be none.
void check_files(const crawl_options& given) {
    std::vector<named_file> written{
        named_file{"--jsonl", given.output.jsonl},       named_file{"--links", given.output.links},
        named_file{"--results", given.records.results},  named_file{"--save-cookies", given.credentials.save_cookies},
        named_file{"--log-file", given.common.log_file}, named_file{"--input", given.input.list}};
    for (const auto& each : given.output.reports) {
        written.push_back({"--report", each.path});
    }
    for (std::size_t i = 0; i < written.size(); ++i) {
        for (std::size_t before = 0; before < i; ++before) {
            const auto& path = written[i].path;
            if (!path.empty() && path != "-" && are_one(path, written[before].path)) {
                throw option_error(written[i].option, path + " is named by " + written[before].option + " too");
            }
        }
    }
    for (const auto& [option, path] : {written[0], written[1]}) {
        if (files::own_descriptor(path) || path == "-") {
            throw option_error(option,
                               "must be a file: it is cut back to what is known to be done when a crawl goes on");
        }
    }
    if (given.records.format && files::is_standard_output(given.records.results)) {
        throw option_error("--results", "standard output is taken by --write");
    }
}

link_report_file report_of(const std::string& given) {
    const auto equals = given.find('=');
    const auto format = output::link_report_format_of(given.substr(0, equals));
    if (!format) {
        throw bad_value("'" + base::printable(given) + "': the format must be junit, markdown, json or text");
    }
    if (equals == std::string::npos || equals + 1 == given.size()) {
        throw bad_value("'" + base::printable(given) + "' names no file: " + base::printable(given) +
                        (equals == std::string::npos ? "=FILE" : "FILE"));
    }
    return {*format, given.substr(equals + 1)};
}

void check_reports(const crawl_options& given) {
    if (!given.output.reports.empty() && !given.output.check_links) {
        throw option_error("--report", "needs --check-links");
    }
    const bool is_stdout_taken = given.records.format || files::is_standard_output(given.records.results);
    std::size_t on_stdout = is_stdout_taken ? 1 : 0;
    for (const auto& each : given.output.reports) {
        on_stdout += files::is_standard_output(each.path) ? 1 : 0;
    }
    if (on_stdout > 1) {
        throw option_error("--report", "standard output is taken already");
    }
}

// The name of the first seed's host.
std::string usual_folder(const std::vector<std::string>& seeds) {
    if (seeds.empty()) {
        throw option_error("--dir", "is needed when no seed stands on the command line");
    }
    const auto first = http::parse_typed_url(seeds.front());
    if (!first) {
        throw option_error("'" + base::printable(seeds.front()) + "' is no seed: " + http::message(first.error()));
    }
    return std::string(first->host_name()) + ".crawl";
}

}  // namespace

void add_crawl_input_options(option_set& to, crawl_draft& draft) {
    auto& into = draft.result.input;
    to.arguments({"seed", "SEED", "Where to start; without a scheme, http:// is meant"}, into.seeds);
    to.group("Input");
    to.text({"-i,--input", "FILE", "Seeds from FILE, one a line, '-' for standard input; '#' starts a comment line"},
            into.list);
    to.flag({"--refresh", "", "Ask again for what was fetched before, to see what has changed"}, into.refresh);
    to.time({"--older-than", "DURATION", "With --refresh: only for what was fetched so long ago"}, draft.older_than);
}

void add_crawl_output_options(option_set& to, crawl_draft& draft) {
    auto& into = draft.result.output;
    to.group("Output");
    to.text({"-d,--dir", "DIR", "Folder for the state and the files; without it, SEED'S-HOST.crawl"}, into.folder);
    to.flag({"--mirror", "", "Files as on the servers beneath DIR, with whatever other output"}, into.mirror);
    to.flag({"--convert-links", "", "At the end, make links of the files lead to files, for reading without a network"},
            into.convert_links);
    to.text({"--jsonl", "FILE", "One JSON line a page: what it is, says and links to"}, into.jsonl);
    to.flag({"--text", "", "With the text of each page in --jsonl"}, into.text);
    to.text({"--warc", "PREFIX", "WARC 1.1 archives PREFIX-00000.warc.gz and so on, and their index"}, into.warc);
    to.size({"--warc-max-size", "SIZE", "Of one archive, about"}, into.warc_max_size);
    to.text({"--links", "FILE", "The links: source, target, kind, anchor; JSON lines, or CSV for FILE.csv"},
            into.links);
    to.group("Broken links");
    to.flag({"--check-links", "", "Look at each link once, also at those out of scope, and tell which are broken"},
            into.check_links);
    to.values({"--report", "FORMAT=FILE", "Of broken links: junit, markdown, json or text, '-' for standard output"},
              [&into](const std::vector<std::string>& given) {
                  for (const auto& one : given) {
                      into.reports.push_back(report_of(one));
                  }
              });
}

void add_query_options(option_set& to, crawl_draft& draft) {
    auto& into = draft.result.query;
    to.group("Asking a crawl");
    to.flag({"--status", "", "How far the crawl in DIR is; nothing is fetched"}, into.status);
    const auto take = [&into](const std::string& given) {
        if (!output::crawl_table_of(given)) {
            throw bad_value("'" + base::printable(given) + "' is none of " + output::crawl_table_names());
        }
        into.what = given;
    };
    to.value(
        {"--export", "WHAT", "Write urls, failed, skipped, changes, links, broken, moved or hosts of DIR to stdout"},
        take);
    to.choice({"--format", "FORMAT", "Of --export: json (a line each) or csv"}, into.format, {"json", "csv"});
}

void finish_crawl_input(crawl_draft& draft) {
    auto& given = draft.result;
    auto& seeds = given.input.seeds;
    if (given.query.is_asked()) {
        if (given.output.folder.empty() && seeds.size() == 1) {
            given.output.folder = seeds.front();
            seeds.clear();
        }
        if (given.output.folder.empty() || !seeds.empty()) {
            throw option_error(given.query.status ? "--status" : "--export", "needs the folder of one crawl");
        }
        return;
    }
    if (draft.older_than) {
        if (!given.input.refresh) {
            throw option_error("--older-than", "needs --refresh");
        }
        given.input.older_than = *draft.older_than;
    }
    if (seeds.empty() && given.input.list.empty() && given.output.folder.empty()) {
        throw option_error("nothing to crawl",
                           "give seeds, a list of them with --input, or the folder of a crawl with --dir");
    }
}

void finish_crawl_output(crawl_draft& draft) {
    auto& given = draft.result;
    auto& output = given.output;
    if (given.query.is_asked()) {
        return;
    }
    if (output.folder.empty()) {
        output.folder = usual_folder(given.input.seeds);
    }
    output.mirror = output.mirror || (!output.keeps_pages() && !output.check_links);
    if (output.text && output.jsonl.empty()) {
        throw option_error("--text", "needs --jsonl");
    }
    if (output.convert_links && !output.mirror) {
        throw option_error("--convert-links", "needs --mirror");
    }
    check_reports(given);
    check_files(given);
}

}  // namespace trawl::app
