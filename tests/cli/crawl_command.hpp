#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/trawl_command.hpp"
#include "support/fault_server.hpp"
#include "support/replies.hpp"

namespace trawl::test {

/// Pages by their paths: HTML, whose text is links to these.
using linked_pages = std::map<std::string, std::vector<std::string>>;

/// Runs `trawl crawl` in a folder of its own, with "crawl" for its state and files unless --dir is given.
class CrawlCommand : public FetchCommand {
protected:
    [[nodiscard]] child_options crawl_options(const std::vector<std::string>& arguments, std::string input = {}) const;
    [[nodiscard]] child_result crawl(const std::vector<std::string>& arguments, std::string input = {}) const;
    [[nodiscard]] child_process start_crawl(const std::vector<std::string>& arguments) const;

    [[nodiscard]] std::filesystem::path folder() const { return place("crawl"); }
    /// Of a file of JSON lines: the member's text in each of them, sorted, without the server's part of URLs.
    [[nodiscard]] std::vector<std::string> member_of_lines(const std::string& file, const std::string& member) const;
};

/// Makes a server have these.
void serve(fault_server& server, const linked_pages& pages);

[[nodiscard]] std::string page_of(const std::vector<std::string>& links);

/// What was asked for, sorted.
[[nodiscard]] std::vector<std::string> targets(const fault_server& server);

}  // namespace trawl::test
