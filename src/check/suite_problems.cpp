#include "check/suite_problems.hpp"

#include <algorithm>
#include <utility>

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "check/suite.hpp"

namespace trawl::check {

namespace {

constexpr std::size_t max_told = 20;
constexpr std::size_t max_kept = 1000;

std::string text_of(const place& where) {
    if (where.line == 0) {
        return where.file.empty() ? "--expect" : base::printable(where.file);
    }
    return base::printable(where.file) + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

}  // namespace

void suite_problems::add(const located_text& at, const std::string& what) {
    place where;
    where.line = at.line;
    where.column = at.column;
    add(std::move(where), what, {});
}

void suite_problems::add_with_line(const located_text& at, const std::string& what) {
    place where;
    where.line = at.line;
    where.column = at.column;
    std::string line(source_->line(at.line));
    const std::size_t begin = line.size() - source_->line_from(at).size();
    const std::size_t length = begin < line.size() ? base::decode_utf8(line.substr(begin)).length : 1;
    if (line.ends_with('\r')) {
        line.pop_back();
    }
    std::ranges::replace(line, '\t', ' ');
    add(std::move(where), what, "\n" + expect::with_carets(expect::syntax_error({}, begin, length), line));
}

void suite_problems::add(const located_text& in, const expect::syntax_error& wrong) {
    add(source_->place_of(in, wrong.at), wrong.what, "\n" + expect::with_carets(wrong, in.text));
}

// References of expectations tell their place within the operand only.
void suite_problems::add(const located_text& in, const expect::template_text::reference& of, const std::string& what) {
    const std::string written = (of.is_secret ? "${SECRET:" : "${") + of.name;
    const bool is_there = in.text.compare(std::min(of.at, in.text.size()), written.size(), written) == 0;
    const std::size_t found = is_there ? of.at : in.text.find(written);
    add(in, expect::syntax_error(what, found == std::string::npos ? of.at : found, of.length));
}

void suite_problems::add(place where, const std::string& what, std::string below) {
    if (found_.size() >= max_kept) {
        ++too_many_;
        return;
    }
    while (below.ends_with('\n')) {
        below.pop_back();
    }
    where.file = source_->path();
    found_.emplace(where.line, where.column, text_of(where) + ": " + base::printable(without_secrets(what)) + below);
}

void suite_problems::hide(std::string secret) {
    if (!secret.empty()) {
        secrets_.push_back(std::move(secret));
    }
}

std::string suite_problems::without_secrets(std::string text) const {
    for (const auto& secret : secrets_) {
        for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
            text.replace(at, secret.size(), "***");
        }
    }
    return text;
}

void suite_problems::throw_if_any() const {
    if (found_.empty()) {
        return;
    }
    std::string told;
    std::size_t count = 0;
    for (const auto& [line, column, text] : found_) {
        if (++count > max_told) {
            break;
        }
        told += (told.empty() ? "" : "\n") + text;
    }
    if (const std::size_t all = found_.size() + too_many_; all > max_told) {
        told += "\n" + base::printable(source_->path()) + ": and " + std::to_string(all - max_told) + " more";
    }
    throw suite_error(told);
}

}  // namespace trawl::check
