#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawl/output_log.hpp"
#include "crawl/page_output.hpp"

namespace trawl::output {

/// Appends a page as one JSON object and a line feed. Every key is always there, in this order, null when unknown:
///
///     url final_url status method kind depth referrer title language text
///     links[{url,raw,kind,anchor,nofollow,inert}] meta{} headers{} http_version remote_ip reused bytes size sha256
///     content_type charset path nofollow noindex not_modified truncated duplicate_of started
///     timing_ms{queue,dns,connect,tls,ttfb,transfer,total}
///
/// In `meta` and `headers` names are in lower case; a value is a string, or an array of strings if the name came more
/// than once. docs/formats.md says what each key means.
///
/// Limits      Passwords in URLs are written as "***". Valid JSON and no control characters, whatever the server's bytes.
void append_page_record(std::string& out, const crawl::page& what);

/// --jsonl: one record a page.
class page_records final : public crawl::page_output {
public:
    explicit page_records(const std::string& path) : path_(crawl::output_path(path)) {}

    void open(const std::vector<crawl::output_file>& committed) override;
    void write(const crawl::page& what) override;
    void sync() override { log_->sync(); }
    void describe(std::vector<crawl::output_file>& into) const override { into.push_back({path_, log_->size()}); }
    void finish() override {}

private:
    std::string path_;
    std::optional<crawl::output_log> log_;
    std::string line_;
};

}  // namespace trawl::output
