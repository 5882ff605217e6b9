#include "expect/pattern.hpp"

#include <utility>

#include <re2/re2.h>

namespace trawl::expect {

namespace {

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

syntax_error refusal(const re2::RE2& bad, std::string_view text) {
    const std::string& part = bad.error_arg();
    const std::size_t at = part.empty() ? std::string_view::npos : text.find(part);
    // Without the part itself, which may hold what was filled in; who shows the error marks where it is.
    std::string what = "no regular expression of RE2: " + bad.error();
    if (!part.empty() && what.ends_with(": " + part)) {
        what.resize(what.size() - part.size() - 2);
    }
    return at == std::string_view::npos ? syntax_error(std::move(what), 0, text.size())
                                        : syntax_error(std::move(what), at, part.size());
}

}  // namespace

struct pattern::compiled {
    compiled(std::string_view text, const re2::RE2::Options& how) : expression(piece(text), how) {}

    re2::RE2 expression;
};

pattern::pattern(std::shared_ptr<const compiled> what) noexcept : compiled_(std::move(what)) {
}

boost::system::result<pattern, syntax_error> pattern::compile(std::string_view text, letter_case how) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(how == letter_case::sensitive);
    auto made = std::make_shared<const compiled>(text, options);
    if (!made->expression.ok()) {
        return refusal(made->expression, text);
    }
    return pattern(std::move(made));
}

bool pattern::is_in(std::string_view text) const {
    return re2::RE2::PartialMatch(piece(text), compiled_->expression);
}

bool pattern::is_all_of(std::string_view text) const {
    return re2::RE2::FullMatch(piece(text), compiled_->expression);
}

std::optional<std::string_view> pattern::find(std::string_view text) const {
    re2::StringPiece found[2];
    const int groups = compiled_->expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (!compiled_->expression.Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, found, groups)) {
        return std::nullopt;
    }
    const re2::StringPiece& wanted = found[groups - 1];
    return std::string_view(wanted.data(), wanted.size());
}

}  // namespace trawl::expect
