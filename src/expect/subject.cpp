#include "expect/subject.hpp"

#include <algorithm>
#include <array>

#include "expect/suggestion.hpp"

namespace trawl::expect {

namespace {

struct subject_word {
    std::string_view word;
    topic about;
};

constexpr std::array<subject_word, 16> subject_words = {{
    {"status", topic::status},
    {"header", topic::header},
    {"body", topic::body},
    {"json", topic::json},
    {"url", topic::url},
    {"redirects", topic::redirects},
    {"http_version", topic::http_version},
    {"tls.expires_in", topic::tls_expires_in},
    {"tls.version", topic::tls_version},
    {"tls.issuer", topic::tls_issuer},
    {"cert.san", topic::cert_san},
    {"size", topic::size},
    {"sha256", topic::sha256},
    {"cookie", topic::cookie},
    {"time", topic::time},
    {"error", topic::error},
}};

struct phase_word {
    std::string_view word;
    timed_phase phase;
};

constexpr std::array<phase_word, 6> phase_words = {{
    {"time", timed_phase::total},
    {"time.dns", timed_phase::dns},
    {"time.connect", timed_phase::connect},
    {"time.tls", timed_phase::tls},
    {"time.ttfb", timed_phase::ttfb},
    {"time.transfer", timed_phase::transfer},
}};

struct other_word {
    std::string_view word;
    std::string_view ours;
};

// What other tools call it.
constexpr std::array<other_word, 12> other_words = {{
    {"code", "status"},
    {"statuscode", "status"},
    {"http", "status"},
    {"headers", "header"},
    {"jsonpath", "json"},
    {"jq", "json"},
    {"duration", "time"},
    {"latency", "time"},
    {"content", "body"},
    {"bytes", "size"},
    {"certificate", "tls.expires_in"},
    {"version", "http_version"},
}};

std::string unknown_subject(std::string_view word) {
    std::string what = std::string("unknown subject '").append(word) += '\'';
    const auto other =
        std::find_if(other_words.begin(), other_words.end(), [&](auto each) { return each.word == word; });
    if (other != other_words.end()) {
        return what.append(" (did you mean '").append(other->ours) += "'?)";
    }
    if (std::all_of(word.begin(), word.end(), is_digit)) {
        return what.append(" (did you mean 'status == ").append(word) += "'?)";
    }
    std::vector<std::string_view> known;
    for (const auto& each : subject_words) {
        known.push_back(each.word);
    }
    for (const auto& each : phase_words) {
        known.push_back(each.word);
    }
    for (const std::string_view of_run : {"failed", "flaky", "runs"}) {
        known.push_back(of_run);
    }
    if (const auto near = suggestion(word, known); !near.empty()) {
        return what + near;
    }
    what += ": one of ";
    for (const auto& each : subject_words) {
        what.append(&each == subject_words.data() ? "" : ", ").append(each.word);
    }
    what += "; of a whole run: p95(time), failed, flaky, runs";
    return what;
}

constexpr bool is_name_character(char c) noexcept {
    return is_letter(c) || is_digit(c) || std::string_view("#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string read_name(lexer& from, std::string_view of) {
    std::string name;
    const std::size_t begin = from.at();
    if (from.next() == '"' || from.next() == '\'') {
        name = from.quoted();
    } else {
        while (is_name_character(from.next())) {
            name += from.next();
            from.skip(1);
        }
    }
    if (name.empty() || (of == "header" && !http::is_token(name))) {
        from.fail("the name of a " + std::string(of) + " is missing", begin,
                  std::max<std::size_t>(from.at() - begin, 1));
    }
    return name;
}

json_path read_path(lexer& from) {
    if (from.next() != '$') {
        from.fail_here("a JSONPath is missing: it begins with '$'");
    }
    std::size_t size = 0;
    auto path = json_path::parse_prefix(from.rest(), size);
    if (!path) {
        syntax_error wrong = path.error();
        wrong.at += from.at();
        throw wrong;
    }
    from.skip(size);
    return *std::move(path);
}

const subject_word* find_word(std::string_view word) {
    const auto found =
        std::find_if(subject_words.begin(), subject_words.end(), [&](const auto& each) { return each.word == word; });
    return found == subject_words.end() ? nullptr : &*found;
}

}  // namespace

timed_phase read_phase(lexer& from, std::string_view word, std::size_t at) {
    for (const auto& each : phase_words) {
        if (each.word == word) {
            return each.phase;
        }
    }
    std::array<std::string_view, phase_words.size()> known{};
    std::transform(phase_words.begin(), phase_words.end(), known.begin(), [](const auto& each) { return each.word; });
    from.fail(std::string("no time is called '")
                  .append(word)
                  .append("'")
                  .append(suggestion(word, known))
                  .append(": time, time.dns, time.connect, time.tls, time.ttfb or time.transfer"),
              at, std::max<std::size_t>(word.size(), 1));
}

subject read_subject(lexer& from) {
    const std::string_view word = from.peek_word();
    const std::size_t begin = from.at();
    subject made;
    if (word.starts_with("time.")) {
        made.about = topic::time;
    } else if (const auto* known = find_word(word)) {
        made.about = known->about;
    } else if (word.empty()) {
        from.fail_here("a subject is missing: status, header NAME, body, json PATH, time, ...");
    } else {
        from.fail(unknown_subject(word), begin, word.size());
    }
    from.skip(word.size());
    if (made.about == topic::time) {
        made.phase = read_phase(from, word, begin);
    }
    from.skip_blanks();
    made.shown = word;
    if (made.about == topic::header || made.about == topic::cookie) {
        made.name = read_name(from, word);
        made.shown += " " + made.name;
    } else if (made.about == topic::json) {
        made.path = read_path(from);
        made.shown += " " + made.path->text();
    }
    from.skip_blanks();
    return made;
}

value_kind subject::kind(reading how) const noexcept {
    switch (about) {
        case topic::status:
            return value_kind::whole;
        case topic::redirects:
            return how == reading::as_text ? value_kind::text : value_kind::whole;
        case topic::header:
        case topic::cookie:
            return value_kind::loose;
        case topic::json:
            return value_kind::json;
        case topic::http_version:
        case topic::tls_version:
            return value_kind::version;
        case topic::tls_expires_in:
        case topic::time:
            return value_kind::time;
        case topic::size:
            return value_kind::size;
        case topic::sha256:
            return value_kind::digest;
        case topic::error:
            return value_kind::failure;
        default:
            return value_kind::text;
    }
}

bool subject::is_plural() const noexcept {
    return about == topic::header || about == topic::cookie || about == topic::json || about == topic::cert_san ||
           about == topic::redirects;
}

wants subject::wants() const noexcept {
    return {.body = about == topic::body || about == topic::json,
            .sha256 = about == topic::sha256,
            .tls = about == topic::tls_expires_in || about == topic::tls_version || about == topic::tls_issuer ||
                   about == topic::cert_san};
}

}  // namespace trawl::expect
