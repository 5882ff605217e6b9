#include "cli/crawl_command.hpp"

#include <algorithm>
#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace trawl::test {

namespace {

// "/a" of "http://127.0.0.1:1234/a".
std::string without_server(const std::string& text) {
    const auto start = text.find("//");
    const auto path = start == std::string::npos ? start : text.find('/', start + 2);
    return path == std::string::npos ? text : text.substr(path);
}

}  // namespace

child_options CrawlCommand::crawl_options(const std::vector<std::string>& arguments, std::string input) const {
    std::vector<std::string> all{"crawl"};
    const auto add_unless_given = [&](const std::string& option, const std::string& value) {
        if (std::ranges::find(arguments, option) == arguments.end()) {
            all.insert(all.end(), {option, value});
        }
    };
    add_unless_given("--host-delay", "none");
    add_unless_given("--dir", folder());
    all.insert(all.end(), arguments.begin(), arguments.end());
    auto how = trawl_options(std::move(all), std::move(input));
    how.folder = place("");
    return how;
}

child_result CrawlCommand::crawl(const std::vector<std::string>& arguments, std::string input) const {
    return run(TRAWL_BINARY, crawl_options(arguments, std::move(input)));
}

child_process CrawlCommand::start_crawl(const std::vector<std::string>& arguments) const {
    return child_process{TRAWL_BINARY, crawl_options(arguments)};
}

std::vector<std::string> CrawlCommand::member_of_lines(const std::string& file, const std::string& member) const {
    std::vector<std::string> found;
    std::istringstream lines{read_file(place(file))};
    for (std::string line; std::getline(lines, line);) {
        const auto value = boost::json::parse(line).at(member);
        found.push_back(value.is_string() ? without_server(std::string(value.as_string()))
                                          : boost::json::serialize(value));
    }
    std::ranges::sort(found);
    return found;
}

void serve(fault_server& server, const linked_pages& pages) {
    for (const auto& [path, links] : pages) {
        server.on(path, reply::ok(page_of(links), "text/html"));
    }
}

std::string page_of(const std::vector<std::string>& links) {
    std::string text = "<!DOCTYPE html><title>a page</title>\n";
    for (const auto& link : links) {
        text += "<a href=\"" + link + "\">" + link + "</a>\n";
    }
    return text + "<p>" + std::to_string(std::hash<std::string>{}(text)) + "\n";
}

std::vector<std::string> targets(const fault_server& server) {
    std::vector<std::string> all;
    for (const auto& one : server.log()) {
        all.push_back(one.target);
    }
    std::ranges::sort(all);
    return all;
}

}  // namespace trawl::test
