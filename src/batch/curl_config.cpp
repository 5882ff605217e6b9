#include "batch/curl_config.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "batch/entry_text.hpp"
#include "batch/line_formats.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t max_section = 1024 * 1024;
constexpr std::size_t most_warnings = 100;

// What trawl does, or has no use for.
constexpr std::array<std::string_view, 19> needless_options{"remote-name",  "remote-name-all",
                                                            "location",     "silent",
                                                            "show-error",   "fail",
                                                            "fail-early",   "create-dirs",
                                                            "parallel",     "parallel-immediate",
                                                            "no-buffer",    "compressed",
                                                            "progress-bar", "no-progress-meter",
                                                            "continue-at",  "globoff",
                                                            "path-as-is",   "fail-with-body",
                                                            "verbose"};

}  // namespace

// No URL looks like that.
bool looks_like_curl_config(std::string_view line) noexcept {
    if (line.starts_with('-')) {
        return true;
    }
    std::size_t end = 0;
    while (end < line.size() && ((line[end] >= 'a' && line[end] <= 'z') || line[end] == '-')) {
        ++end;
    }
    const std::string_view value = trimmed(line.substr(end));
    return end > 0 && (value.starts_with('=') || value.starts_with('"') || value.starts_with(": "));
}

void curl_config::read(std::uint64_t number, std::string_view line, std::deque<list_entry>& into) {
    if (line.starts_with('{')) {
        give(into);
        into.push_back(parse_json_line(number, line));
        return;
    }
    if (line.starts_with('/') || line.starts_with('*') || line.starts_with('#')) {
        return;  // comments, to curl
    }
    curl_option found = parse_curl_option(number, line);
    if (!found.problem.empty()) {
        into.push_back(bad_entry(number, {}, std::move(found.problem)));
        return;
    }
    add(std::move(found), into);
}

void curl_config::finish(std::deque<list_entry>& into) {
    give(into);
    shared_.clear();
    outputs_ = 0;
    given_ = 0;
}

void curl_config::add(curl_option what, std::deque<list_entry>& into) {
    size_ += what.name.size() + what.value.size();
    if (what.name == "next") {
        finish(into);
    } else if (what.name == "url") {
        transfers_.push_back({std::move(what), {}});
        if (!early_outputs_.empty()) {
            transfers_.back().output = std::move(early_outputs_.front().value);
            early_outputs_.erase(early_outputs_.begin());
        }
    } else if (what.name == "output") {
        add_output(std::move(what), into);
    } else if (is_request_option(what.name)) {
        add_shared(std::move(what), into);
    } else if (std::ranges::find(needless_options, what.name) == needless_options.end() &&
               warned_.size() < most_warnings && warned_.emplace(start_of_key(what.name)).second) {
        warning_.append(warning_.empty() ? "" : "; ")
            .append("curl's option '" + std::string(start_of_key(what.name)) + "' has no part in it");
    }
    if (size_ > max_section) {
        give(into);
    }
}

void curl_config::add_output(curl_option what, std::deque<list_entry>& into) {
    const std::size_t place = outputs_++;
    if (place < given_) {
        into.push_back(bad_entry(what.line, {}, "an output over 1 MiB behind its url"));
    } else if (place - given_ < transfers_.size()) {
        transfers_[place - given_].output = std::move(what.value);
    } else {
        early_outputs_.push_back(std::move(what));
    }
}

void curl_config::add_shared(curl_option what, std::deque<list_entry>& into) {
    if (given_ > 0) {
        into.push_back(bad_entry(what.line, {}, "an option for URLs that stand over 1 MiB before it"));
        return;
    }
    shared_.push_back(std::move(what));
}

void curl_config::give(std::deque<list_entry>& into) {
    for (const transfer& each : transfers_) {
        into.push_back(make_curl_entry(each.url, each.output, shared_, std::exchange(warning_, {})));
    }
    for (const curl_option& each : early_outputs_) {
        into.push_back(bad_entry(each.line, {}, "an output without its url"));
    }
    given_ += transfers_.size();
    outputs_ = std::max(outputs_, given_);
    transfers_.clear();
    early_outputs_.clear();
    size_ = 0;
}

}  // namespace trawl::batch
