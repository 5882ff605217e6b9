#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawl/output_log.hpp"
#include "crawl/page_output.hpp"

namespace trawl::crawl::test {

/// An output of one line a page: its id, its URL and, if it has one, the URL that it is the same as. What is
/// archived has "-" in place of an id.
class numbered_lines final : public page_output {
public:
    /// Called with the name of the function that is about to do its work.
    using hook = std::function<void(const std::string& function)>;

    explicit numbered_lines(std::string path, hook before = {}) : path_(std::move(path)), before_(std::move(before)) {}

    void open(const std::vector<output_file>& committed) override {
        tell("open");
        log_.emplace(path_, committed_size(committed, path_));
    }
    void write(const page& what) override {
        tell("write");
        std::string line = std::to_string(what.id) + ' ' + what.url.href();
        if (what.same_as) {
            line += " = " + what.same_as->url;
        }
        log_->append(line + '\n');
    }
    void archive(const page& what) override { log_->append("- " + what.url.href() + '\n'); }
    void sync() override {
        tell("sync");
        log_->sync();
    }
    void describe(std::vector<output_file>& into) const override {
        tell("describe");
        into.push_back({path_, log_->size()});
    }
    void finish() override { tell("finish"); }

private:
    void tell(const char* function) const {
        if (before_) {
            before_(function);
        }
    }

    std::string path_;
    hook before_;
    std::optional<output_log> log_;
};

}  // namespace trawl::crawl::test
