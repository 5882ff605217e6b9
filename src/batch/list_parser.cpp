#include "batch/list_parser.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "batch/entry_text.hpp"
#include "batch/line_formats.hpp"

namespace trawl::batch {

namespace {

// A tab counts: the column before it is empty.
std::string_view without_indent(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return line;
}

}  // namespace

void list_parser::finish() {
    is_finished_ = true;
    lines_.finish();
}

std::optional<list_entry> list_parser::next() {
    while (ready_.empty()) {
        if (const auto line = lines_.next()) {
            read(*line);
            continue;
        }
        if (lines_.is_utf16() && !std::exchange(is_utf16_told_, true)) {
            give(bad_entry(1, {}, "the list is in UTF-16; it must be in UTF-8"));
            continue;
        }
        if (is_finished_) {
            give_held();
        }
        break;
    }
    if (ready_.empty()) {
        return std::nullopt;
    }
    std::optional<list_entry> first = std::move(ready_.front());
    ready_.pop_front();
    return first;
}

std::optional<list_entry> list_parser::release() {
    return ready_.empty() ? aria2_.take() : std::nullopt;
}

void list_parser::read(const line_reader::line& line) {
    if (line.is_overlong) {
        give_held();
        give(bad_entry(line.number, {}, "a line of over 1 MiB", http::errc::too_large));
        return;
    }
    if (!trimmed(line.text).empty() && !line.text.starts_with('#')) {
        read_text(line.number, line.text);
        has_content_ = true;
    }
}

void list_parser::read_text(std::uint64_t number, std::string_view line) {
    switch (format_) {
        case list_format::plain:
            return give(parse_plain_line(number, trimmed(line)));
        case list_format::tsv:
            return give(parse_tsv_line(number, without_indent(line)));
        case list_format::jsonl:
            return give(parse_json_line(number, trimmed(line)));
        case list_format::aria2:
            return read_aria2(number, line);
        case list_format::automatic:
            if (has_content_ || !looks_like_curl_config(line)) {
                return read_by_shape(number, line);
            }
            format_ = list_format::curl;
            [[fallthrough]];
        case list_format::curl:
            if (!curl_) {
                curl_ = std::make_unique<curl_config>();
            }
            curl_->read(number, trimmed(line), ready_);
    }
}

void list_parser::read_by_shape(std::uint64_t number, std::string_view line) {
    const std::string_view text = trimmed(line);
    if (is_blank(line.front()) && looks_like_aria2_option(text)) {
        return read_aria2(number, line);
    }
    give_held();
    if (is_blank(line.front()) && looks_like_broken_option(text)) {
        // What stands behind the name may be a secret.
        list_entry broken = bad_entry(number, start_of_key(text), "an option that is not of the form name=value");
        broken.source_text = std::make_shared<const std::string>(text);
        return give(std::move(broken));
    }
    if (text.starts_with('{')) {
        return give(parse_json_line(number, text));
    }
    const std::size_t tab = text.find('\t');
    if (tab == text.npos) {
        return aria2_.hold(parse_plain_line(number, text));
    }
    if (looks_like_url(text.substr(tab + 1))) {
        return read_aria2(number, text);
    }
    give(parse_tsv_line(number, text));
}

void list_parser::read_aria2(std::uint64_t number, std::string_view line) {
    if (!is_blank(line.front())) {
        give_held();
        return aria2_.begin(number, trimmed(line));
    }
    if (!aria2_.add_option(trimmed(line))) {
        give(bad_entry(number, {}, "an option without a URL before it"));
    }
}

void list_parser::give(list_entry entry) {
    ready_.push_back(std::move(entry));
}

void list_parser::give_held() {
    if (auto held = aria2_.take()) {
        ready_.push_back(std::move(*held));
    }
    if (curl_) {
        curl_->finish(ready_);
    }
}

}  // namespace trawl::batch
