#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawl/output_log.hpp"
#include "crawl/page_output.hpp"

namespace trawl::output {

/// --links: each link of each page, in the order of the page: source, target, kind, anchor, nofollow. JSON lines, or CSV
/// (RFC 4180, with a first line of names) when the file's name ends in ".csv". Links that are no http or https URL, and
/// those of templates, are left out. Passwords in URLs are written as "***".
class link_graph final : public crawl::page_output {
public:
    explicit link_graph(const std::string& path);

    void open(const std::vector<crawl::output_file>& committed) override;
    void write(const crawl::page& what) override;
    void sync() override { log_->sync(); }
    void describe(std::vector<crawl::output_file>& into) const override { into.push_back({path_, log_->size()}); }
    void finish() override {}

private:
    std::string path_;
    bool is_csv_;
    std::optional<crawl::output_log> log_;
    std::string lines_;
};

}  // namespace trawl::output
