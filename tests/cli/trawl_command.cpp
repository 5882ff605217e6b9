#include "cli/trawl_command.hpp"

#include <algorithm>

namespace trawl::test {

namespace {

std::string how_it_ended(const child_result& result) {
    if (result.timed_out) {
        return "did not end in time";
    }
    if (result.signal) {
        return "ended by signal " + std::to_string(*result.signal);
    }
    return "ended with status " + std::to_string(result.exit_status.value_or(-1));
}

}  // namespace

testing::AssertionResult ended_with(const child_result& result, int status) {
    if (!result.timed_out && result.exit_status == status) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << "trawl " << how_it_ended(result) << ", not with " << status << "\nstderr:\n"
                                       << result.err.substr(0, 4000) << "\nstdout:\n"
                                       << result.out.substr(0, 1000);
}

child_options trawl_options(std::vector<std::string> arguments, std::string input) {
    child_options how;
    how.arguments = std::move(arguments);
    how.input = std::move(input);
    how.environment = {"SSL_CERT_FILE",  "SSL_CERT_DIR",       "http_proxy", "https_proxy",  "all_proxy",
                       "no_proxy",       "HTTPS_PROXY",        "ALL_PROXY",  "NO_PROXY",     "NETRC",
                       "NO_COLOR",       "LC_ALL=C",           "TRAWL_USER", "TRAWL_BEARER", "TRAWL_PROXY_USER",
                       "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"};
    return how;
}

child_result run_trawl(std::vector<std::string> arguments, std::string input) {
    return run(TRAWL_BINARY, trawl_options(std::move(arguments), std::move(input)));
}

child_options FetchCommand::fetch_options(const std::vector<std::string>& arguments, std::string input) const {
    std::vector<std::string> all{"fetch", "--results", place("records.jsonl"), "--dir", out()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    auto how = trawl_options(std::move(all), std::move(input));
    how.folder = place_.path();
    return how;
}

child_result FetchCommand::fetch(const std::vector<std::string>& arguments, std::string input) const {
    return run(TRAWL_BINARY, fetch_options(arguments, std::move(input)));
}

child_process FetchCommand::start_fetch(const std::vector<std::string>& arguments, std::string input) const {
    auto how = fetch_options(arguments, std::move(input));
    how.keep_input_open = true;
    return child_process{TRAWL_BINARY, std::move(how)};
}

record_list FetchCommand::records() const {
    return record_list::of_file(place("records.jsonl"));
}

std::string FetchCommand::file(const std::string& name, std::string_view content) const {
    write_file(place(name), content);
    return place(name);
}

std::vector<std::string> FetchCommand::names() const {
    std::vector<std::string> found;
    if (std::filesystem::exists(out())) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator{out()}) {
            const std::string name = entry.path().lexically_relative(out());
            if (name != ".trawl" && !name.starts_with(".trawl/")) {
                found.push_back(name);
            }
        }
    }
    std::ranges::sort(found);
    return found;
}

std::string FetchCommand::content(const std::string& name) const {
    return read_file(out() / name);
}

}  // namespace trawl::test
