#include "expect/threshold.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "expect/comparison.hpp"
#include "expect/lexer.hpp"
#include "expect/quantity.hpp"
#include "expect/subject.hpp"
#include "expect/suggestion.hpp"
#include "expect/value.hpp"

namespace trawl::expect {

namespace {

enum class figure : std::uint8_t { percentile, failed, flaky, runs };

constexpr std::array<std::pair<std::string_view, figure>, 3> counts = {{
    {"failed", figure::failed},
    {"flaky", figure::flaky},
    {"runs", figure::runs},
}};

std::optional<figure> find_count(std::string_view word) {
    for (const auto& [name, of] : counts) {
        if (name == word) {
            return of;
        }
    }
    return std::nullopt;
}

bool is_percentile(std::string_view word) {
    return word.size() > 1 && word[0] == 'p' && is_digit(word[1]);
}

/// At most four digits behind the point.
std::string percent_text(number percent) {
    std::string text = std::to_string(static_cast<std::uint64_t>(std::round(percent * 100)));
    text.insert(0, text.size() < 3 ? 3 - text.size() : 0, '0');
    text.insert(text.size() - 2, ".");
    text.erase(text.find_last_not_of('0') + 1);
    return text.erase(text.find_last_not_of('.') + 1) + '%';
}

}  // namespace

struct threshold::parsed {
    std::string text;
    figure of = figure::runs;
    double percent = 0;  ///< of a percentile
    timed_phase phase = timed_phase::total;
    std::string shown;  ///< "p95(time)"
    comparison how = comparison::equal;
    bool is_negated = false;
    number wanted = 0;
    bool is_rate = false;  ///< `wanted` is in percent of the runs
    std::string operand;

    /// Throws `syntax_error`.
    void read(lexer from) {
        from.skip_blanks();
        const std::size_t begin = from.at();
        if (from.take_word("not")) {
            from.fail("a threshold takes no 'not': turn its comparison round", begin, 3);
        }
        read_figure(from);
        shown = from.text().substr(begin, from.at() - begin);
        from.skip_blanks();
        const auto word = read_operator(from);
        if (word.how != comparison::equal && !is_order(word.how)) {
            from.fail("a threshold goes with ==, !=, <, <=, > and >=", word.at, word.length);
        }
        how = word.how;
        is_negated = word.is_negated;
        read_limit(from);
    }

    [[nodiscard]] bool holds_for(number value) const { return is_so(how, value <=> wanted) != is_negated; }

    /// "is 612 ms, not < 500ms".
    [[nodiscard]] verdict judged(bool holds, const std::string& actual) const {
        std::string message;
        if (!holds) {
            const auto said = phrase(how, true, operand);
            message = shown + " is " + actual + ", " +
                      (is_negated ? "and should not be" : said.substr(std::string_view("is ").size()));
        }
        return {.holds = holds, .was_looked_at = true, .actual = actual, .message = std::move(message)};
    }

    [[nodiscard]] verdict check_time(const run_figures& figures) const {
        if (figures.replies() == 0) {
            return {.holds = false, .was_looked_at = true, .actual = "no reply", .message = shown + ": no reply came"};
        }
        const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(figures.percentile(phase, percent));
        const auto value = static_cast<number>(time.count());
        return judged(holds_for(value), time_text(value));
    }

    [[nodiscard]] verdict check_count(const run_figures& figures) const {
        const auto runs = figures.runs();
        if (runs == 0 && of != figure::runs) {
            return {.holds = false, .was_looked_at = true, .actual = "no run", .message = shown + ": nothing was run"};
        }
        const auto value = of == figure::runs ? runs : of == figure::failed ? figures.failed() : figures.flaky();
        if (!is_rate) {
            return judged(holds_for(static_cast<number>(value)), std::to_string(value));
        }
        // As exact as what was read, so that 3 of 1000 are what "0.3%" is.
        const auto percent_of_runs = static_cast<double>(static_cast<number>(value) * 100 / static_cast<number>(runs));
        return judged(holds_for(percent_of_runs), percent_text(percent_of_runs) + " (" + std::to_string(value) +
                                                      " of " + std::to_string(runs) + ")");
    }

private:
    void read_figure(lexer& from) {
        const auto word = from.peek_word();
        const std::size_t begin = from.at();
        if (const auto count = find_count(word)) {
            of = *count;
            from.skip(word.size());
            return;
        }
        if (!is_percentile(word)) {
            constexpr std::array<std::string_view, 4> known = {"failed", "flaky", "runs", "p95"};
            const auto near = suggestion(word, known);
            from.fail(std::string("unknown threshold '").append(word) + "'" +
                          (near.empty() ? ": p95(time), failed, flaky or runs" : near),
                      begin, std::max<std::size_t>(word.size(), 1));
        }
        of = figure::percentile;
        const auto value = read_number(word.substr(1));
        if (!value || !(*value > 0) || *value > 100) {
            from.fail("a percentile goes from above 0 to 100: p50, p99.9", begin, word.size());
        }
        percent = static_cast<double>(*value);
        from.skip(word.size());
        from.skip_blanks();
        if (!from.take("(")) {
            from.fail_here("'(time)' is missing: " + std::string(word) + "(time)");
        }
        from.skip_blanks();
        const auto time = from.peek_word();
        phase = read_phase(from, time, from.at());
        from.skip(time.size());
        from.skip_blanks();
        if (!from.take(")")) {
            from.fail_here("a ')' is missing");
        }
    }

    static void refuse_what_joins(lexer from) {
        while (!from.is_at_end()) {
            from.skip(from.peek_run().size());
            from.skip_blanks();
            from.refuse_joining();
        }
    }

    void read_limit(lexer& from) {
        const std::size_t begin = from.at();
        auto written = from.rest();
        written = written.substr(0, written.find_last_not_of(" \t\r\n") + 1);
        if (written.empty()) {
            from.fail_here("a value is missing");
        }
        refuse_what_joins(from);
        operand = written;
        if (of == figure::percentile) {
            const auto time = read_time(written);
            if (!time) {
                from.fail(time.error(), begin, written.size());
            }
            wanted = *time;
            return;
        }
        is_rate = written.ends_with('%');
        auto digits = written.substr(0, written.size() - (is_rate ? 1 : 0));
        digits = digits.substr(0, digits.find_last_not_of(' ') + 1);
        const auto value = read_number(digits);
        if (is_rate && of == figure::runs) {
            from.fail("runs are counted: a number without '%'", begin, written.size());
        }
        if (!value || *value < 0 || (is_rate ? *value > 100 : std::floor(*value) != *value)) {
            from.fail(of == figure::runs ? "a number of runs is wanted"
                                         : "a number of runs is wanted, or a part of them from 0% to 100%",
                      begin, written.size());
        }
        wanted = *value;
    }
};

threshold::threshold(std::shared_ptr<const parsed> what) noexcept : parsed_(std::move(what)) {
}

bool threshold::is_meant_by(std::string_view text) {
    lexer from(text);
    from.skip_blanks();
    (void)from.take_word("not");
    const auto word = from.peek_word();
    return is_percentile(word) || find_count(word).has_value();
}

boost::system::result<threshold, syntax_error> threshold::parse(std::string_view text) {
    auto made = std::make_shared<parsed>();
    made->text = text;
    try {
        made->read(lexer(text));
    } catch (syntax_error& wrong) {
        return std::move(wrong);
    }
    return threshold(std::move(made));
}

const std::string& threshold::text() const noexcept {
    return parsed_->text;
}

bool threshold::judges_failures() const noexcept {
    return parsed_->of == figure::failed;
}

verdict threshold::check(const run_figures& of) const {
    return parsed_->of == figure::percentile ? parsed_->check_time(of) : parsed_->check_count(of);
}

}  // namespace trawl::expect
