#include "crawl/url_filter.hpp"

#include <stdexcept>

#include <re2/re2.h>

namespace trawl::crawl {

namespace {

using expressions = std::vector<std::unique_ptr<const re2::RE2>>;

expressions compile(const std::vector<std::string>& texts, const std::string& option) {
    re2::RE2::Options how;
    how.set_log_errors(false);
    how.set_encoding(re2::RE2::Options::EncodingLatin1);  // URLs are ASCII
    expressions made;
    for (const auto& text : texts) {
        made.push_back(std::make_unique<const re2::RE2>(text, how));
        if (!made.back()->ok()) {
            throw std::invalid_argument(std::string(option)
                                            .append(" \"")
                                            .append(text)
                                            .append("\" is no regular expression of RE2: ")
                                            .append(made.back()->error()));
        }
    }
    return made;
}

const re2::RE2* match(const expressions& all, std::string_view url) {
    for (const auto& each : all) {
        if (re2::RE2::PartialMatch(re2::StringPiece(url.data(), url.size()), *each)) {
            return each.get();
        }
    }
    return nullptr;
}

}  // namespace

struct url_filter::patterns {
    expressions include;
    expressions exclude;
};

url_filter::url_filter(const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
    auto made = std::make_unique<patterns>();
    made->include = compile(include, "--include");
    made->exclude = compile(exclude, "--exclude");
    patterns_ = std::move(made);
}

url_filter::~url_filter() = default;
url_filter::url_filter(url_filter&&) noexcept = default;

verdict url_filter::check(std::string_view url, bool asks_include) const {
    if (const auto* against = match(patterns_->exclude, url)) {
        return {reason::excluded, "--exclude " + against->pattern()};
    }
    if (asks_include && !patterns_->include.empty() && match(patterns_->include, url) == nullptr) {
        return {reason::excluded, "no --include matches"};
    }
    return {};
}

}  // namespace trawl::crawl
