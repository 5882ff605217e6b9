#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "output/link_check.hpp"
#include "output/link_report_lines.hpp"
#include "output/xml_text.hpp"

namespace trawl::output {

namespace {

std::string test_case(const std::string& page, std::string_view name) {
    return "    <testcase classname=\"" + page + "\" name=\"" + xml_text(name) + "\"";
}

std::string place_of(const broken_link& link) {
    return link.line == 0 ? "" : std::to_string(link.line) + ":" + std::to_string(link.column) + " ";
}

/// What may have passed by the next run is an error: the link could not be checked to the end.
std::string broken_case(const std::string& page, const broken_link& link) {
    const std::string kind = link.is_passing ? "error" : "failure";
    std::string text = test_case(page, place_of(link) + link.whole_target()) + ">\n      <" + kind + " type=\"" +
                       xml_text(link.problem) + "\" message=\"" + xml_text(problem_text(link)) + "\">";
    if (!link.ended_at.empty()) {
        text += "redirected to " + xml_text(link.ended_at) + "\n";
    }
    if (!link.anchor.empty()) {
        text += xml_text(link.anchor) + "\n";
    }
    return text + "</" + kind + ">\n    </testcase>\n";
}

std::string counted(std::uint64_t links) {
    return std::to_string(links) + (links == 1 ? " link" : " links");
}

/// The cases of a page, while it is written.
struct suite {
    std::string name;
    std::string cases;
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;

    void add(const broken_link& link) {
        cases += broken_case(name, link);
        ++tests;
        ++(link.is_passing ? errors : failures);
    }

    void add_others(const page_link_counts& page) {
        if (page.checked > page.broken) {
            cases += test_case(name, counted(page.checked - page.broken) + " right") + "/>\n";
            ++tests;
        }
        for (const auto& [why, count] : page.unchecked) {
            cases += test_case(name, counted(count) + " not checked: " + why) + "><skipped message=\"" + xml_text(why) +
                     "\"/></testcase>\n";
            ++tests;
            ++skipped;
        }
    }

    [[nodiscard]] std::string text() const {
        const auto number = [](const char* of, std::size_t count) {
            return std::string(" ") + of + "=\"" + std::to_string(count) + "\"";
        };
        return "  <testsuite name=\"" + name + "\"" + number("tests", tests) + number("failures", failures) +
               number("errors", errors) + number("skipped", skipped) + ">\n" + cases + "  </testsuite>\n";
    }
};

}  // namespace

void write_junit_report(batch::sql_database& state, const line_sink& take) {
    take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"trawl crawl --check-links\">\n");
    broken_links all(state);
    auto broken = all.next();
    each_page_link_counts(state, [&](const page_link_counts& page) {
        suite of_page;
        of_page.name = page.source.empty() ? "seeds" : xml_text(page.source);
        for (; broken && broken->source == page.source; broken = all.next()) {
            of_page.add(*broken);
        }
        of_page.add_others(page);
        take(of_page.text());
    });
    take("</testsuites>\n");
}

}  // namespace trawl::output
