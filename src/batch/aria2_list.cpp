#include "batch/aria2_list.hpp"

#include <utility>

#include "batch/entry_text.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t max_entry = 1024 * 1024;
constexpr std::size_t most_warnings = 100;
constexpr std::string_view key_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

}  // namespace

bool looks_like_aria2_option(std::string_view line) noexcept {
    const std::size_t end = line.find_first_not_of(key_letters);
    return end != line.npos && end > 0 && line[end] == '=';
}

bool looks_like_broken_option(std::string_view line) noexcept {
    const std::string_view key = line.substr(0, line.find_first_not_of(key_letters));
    const std::string_view rest = line.substr(key.size());
    if (key.empty() || rest.empty()) {
        return false;
    }
    const bool may_be_url = key == "http" || key == "https" || key == "localhost" || rest.starts_with("://");
    return is_blank(rest.front()) || (rest.front() == ':' && !may_be_url);
}

void aria2_list::begin(std::uint64_t number, std::string_view urls) {
    entry_.emplace(number);
    text_ = urls;
    entry_->set_url(trimmed(take_until(urls, '\t')));
    while (!urls.empty()) {
        if (const auto mirror = trimmed(take_until(urls, '\t')); !mirror.empty()) {
            entry_->add_mirror(mirror);
        }
    }
}

void aria2_list::hold(list_entry entry) {
    plain_ = std::move(entry);
}

bool aria2_list::add_option(std::string_view line) {
    if (plain_) {
        begin(plain_->line, plain_->text);
        plain_.reset();
    }
    if (!entry_) {
        return false;
    }
    if (text_.size() + line.size() > max_entry) {
        entry_->fail("an entry of over 1 MiB");
        return true;
    }
    text_.append("\n ").append(line);
    std::string_view value = line;
    const std::string_view key = trimmed(take_until(value, '='));
    if (key.size() == line.size()) {
        entry_->fail("an option that is not of the form name=value");
    } else {
        set_option(key, trimmed(value));
    }
    return true;
}

void aria2_list::set_option(std::string_view key, std::string_view value) {
    if (key == "out") {
        name_ = value;
    } else if (key == "dir") {
        folder_ = value;
    } else if (key == "header") {
        (void)entry_->set(key, value);
    } else if (key == "checksum") {
        const std::string_view algorithm = take_until(value, '=');
        entry_->set_digest(algorithm, value);
    } else if (key == "user-agent") {
        entry_->add_field("User-Agent", value);
    } else if (key == "referer") {
        entry_->add_field("Referer", value);
    } else {
        warn_of(key);
    }
}

void aria2_list::warn_of(std::string_view key) {
    const std::string_view start = start_of_key(key);
    if (warned_.size() < most_warnings && warned_.emplace(start).second) {
        entry_->warn("aria2's option '" + std::string(start) + "' has no part in it, here and further on");
    }
}

std::optional<list_entry> aria2_list::take() {
    if (plain_ || !entry_) {
        std::optional<list_entry> plain = std::move(plain_);
        plain_.reset();
        return plain;
    }
    if (!folder_.empty() && !folder_.ends_with('/')) {
        folder_ += '/';
    }
    entry_->set_name(std::exchange(folder_, {}) + std::exchange(name_, {}));
    std::optional<list_entry> whole = entry_->finish(text_);
    entry_.reset();
    return whole;
}

}  // namespace trawl::batch
