#include "http/netrc.hpp"

#include <utility>

#include "trawl/http/headers.hpp"

namespace trawl::http {
namespace {

constexpr std::string_view blanks = " \t\r\n";

struct token {
    std::string text;
    std::size_t line = 0;
    bool is_quoted = false;
};

/// The tokens of a file, and the lines they stand on.
class tokenizer {
public:
    explicit tokenizer(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::size_t line() const { return line_; }

    /// nullopt: no more, or a quoted one that does not end on its line (see `is_broken`).
    std::optional<token> next() {
        skip(std::min(rest_.find_first_not_of(blanks), rest_.size()));
        if (rest_.empty()) {
            return std::nullopt;
        }
        if (rest_.front() == '"') {
            return quoted();
        }
        token made{std::string(rest_.substr(0, rest_.find_first_of(blanks))), line_, false};
        skip(made.text.size());
        return made;
    }

    [[nodiscard]] bool is_broken() const { return is_broken_; }

    void skip_line() { skip(std::min(rest_.find('\n'), rest_.size())); }

    /// A macro's body ends at an empty line.
    void skip_macro() {
        skip_line();
        while (!rest_.empty() && !rest_.starts_with("\n\n") && !rest_.starts_with("\n\r\n")) {
            skip(1);
            skip_line();
        }
    }

private:
    void skip(std::size_t count) {
        for (const char c : rest_.substr(0, count)) {
            line_ += c == '\n' ? 1 : 0;
        }
        rest_.remove_prefix(count);
    }

    std::optional<token> quoted() {
        token made{{}, line_, true};
        for (std::size_t at = 1; at < rest_.size() && rest_[at] != '\n'; ++at) {
            if (rest_[at] == '"') {
                skip(at + 1);
                return made;
            }
            if (rest_[at] == '\\' && at + 1 < rest_.size()) {
                ++at;
                made.text += rest_[at] == 'n' ? '\n' : rest_[at] == 'r' ? '\r' : rest_[at] == 't' ? '\t' : rest_[at];
            } else {
                made.text += rest_[at];
            }
        }
        is_broken_ = true;
        return std::nullopt;
    }

    std::string_view rest_;
    std::size_t line_ = 1;
    bool is_broken_ = false;
};

}  // namespace

class netrc_parser {
public:
    explicit netrc_parser(std::string_view text) : tokens_(text) {}

    boost::system::result<netrc, netrc::bad_line> parse() {
        while (auto keyword = tokens_.next()) {
            if (!keyword->is_quoted && keyword->text.starts_with('#')) {
                tokens_.skip_line();
            } else if (std::string reason = take(*keyword); !reason.empty()) {
                return netrc::bad_line{tokens_.is_broken() ? tokens_.line() : keyword->line, std::move(reason)};
            }
        }
        if (tokens_.is_broken()) {
            return netrc::bad_line{tokens_.line(), "a quote that does not end"};
        }
        return std::move(made_);
    }

private:
    /// Why it is wrong; empty: it is not.
    std::string take(const token& keyword) {
        if (keyword.text == "default") {
            made_.entries_.emplace_back();
            return {};
        }
        if (keyword.text == "macdef") {
            tokens_.skip_macro();
            return {};
        }
        const bool is_machine = keyword.text == "machine";
        if (!is_machine && keyword.text != "login" && keyword.text != "password" && keyword.text != "account") {
            return "a word that is no keyword: machine, default, login, password, account, macdef";
        }
        if (!is_machine && made_.entries_.empty()) {
            return keyword.text + " before any machine";
        }
        auto value = tokens_.next();
        if (!value) {
            return tokens_.is_broken() ? "a quote that does not end" : keyword.text + " without a value";
        }
        if (is_machine) {
            if (value->text.empty()) {
                return "machine without a name";
            }
            made_.entries_.push_back({std::move(value->text), {}});
        } else if (keyword.text == "login") {
            made_.entries_.back().who.username = std::move(value->text);
        } else if (keyword.text == "password") {
            made_.entries_.back().who.password = std::move(value->text);
        }
        return {};
    }

    tokenizer tokens_;
    netrc made_;
};

boost::system::result<netrc, netrc::bad_line> netrc::parse(std::string_view text) {
    return netrc_parser(text).parse();
}

std::optional<netrc::login> netrc::find(std::string_view host, std::string_view username) const {
    const login* fallback = nullptr;
    for (const entry& each : entries_) {
        const bool is_users = username.empty() || each.who.username.empty() || each.who.username == username;
        if (is_users && !each.host.empty() && same_name(each.host, host)) {
            return each.who;
        }
        if (is_users && each.host.empty() && fallback == nullptr) {
            fallback = &each.who;
        }
    }
    return fallback != nullptr ? std::optional{*fallback} : std::nullopt;
}

}  // namespace trawl::http
