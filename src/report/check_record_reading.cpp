#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "report/check_record.hpp"

namespace trawl::report {

namespace {

namespace json = boost::json;

[[noreturn]] void throw_no_check() {
    throw std::runtime_error("this is no record of a check");
}

const json::value* find(const json::object& in, std::string_view key) {
    const json::value* const found = in.if_contains(key);
    return found == nullptr || found->is_null() ? nullptr : found;
}

std::string text_of(const json::object& in, std::string_view key) {
    const json::value* const found = find(in, key);
    return found == nullptr ? std::string{} : std::string(std::string_view(found->as_string()));
}

template <class Number>
Number number_of(const json::object& in, std::string_view key, Number otherwise = {}) {
    const json::value* const found = find(in, key);
    return found == nullptr ? otherwise : found->to_number<Number>();
}

std::optional<double> milliseconds_of(const json::object& in, std::string_view key) {
    const json::value* const found = find(in, key);
    return found == nullptr ? std::nullopt : std::optional(found->to_number<double>());
}

check::standing standing_of(std::string_view text) {
    using check::standing;
    for (const standing each :
         {standing::passed, standing::flaky, standing::failed, standing::error, standing::skipped, standing::not_run}) {
        if (check::name(each) == text) {
            return each;
        }
    }
    throw_no_check();
}

check::blame blame_of(std::string_view text) {
    using check::blame;
    for (const blame each : {blame::nobody, blame::assertion, blame::network, blame::input}) {
        if (check::name(each) == text) {
            return each;
        }
    }
    throw_no_check();
}

check::expectation_result expectation_of(const json::object& in) {
    check::expectation_result read;
    read.text = text_of(in, "text");
    read.where.file = text_of(in, "file");
    read.where.line = number_of<std::uint32_t>(in, "line");
    const std::string result = text_of(in, "result");
    read.holds = result == "passed";
    read.was_looked_at = result != "not_evaluated";
    read.actual = text_of(in, "actual");
    read.message = text_of(in, "message");
    return read;
}

void read_record(check_record& into, const json::object& in) {
    into.line = number_of<std::uint32_t>(in, "line");
    into.method = text_of(in, "method");
    into.url = find(in, "url") != nullptr ? text_of(in, "url") : text_of(in, "input");
    into.final_url = text_of(in, "final_url");
    into.outcome = text_of(in, "outcome");
    into.status = number_of<int>(in, "status");
    into.started = text_of(in, "started");
    const json::object& took = in.at("timing_ms").as_object();
    into.took = {milliseconds_of(took, "queue"), milliseconds_of(took, "dns"),  milliseconds_of(took, "connect"),
                 milliseconds_of(took, "tls"),   milliseconds_of(took, "ttfb"), milliseconds_of(took, "transfer"),
                 milliseconds_of(took, "total")};
}

void read_result(check_record& into, const json::object& in) {
    into.name = text_of(in, "name");
    into.file = text_of(in, "suite");
    for (const json::value& tag : in.at("tags").as_array()) {
        into.tags.emplace_back(std::string_view(tag.as_string()));
    }
    into.stands = standing_of(text_of(in, "result"));
    into.blamed = blame_of(text_of(in, "blame"));
    into.message = text_of(in, "message");
    for (const json::value& each : in.at("expectations").as_array()) {
        into.expectations.push_back(expectation_of(each.as_object()));
    }
    into.body_start = text_of(in, "body_start");
    into.is_body_cut = in.at("body_cut").as_bool();
    if (const json::value* const size = find(in, "body_binary")) {
        into.binary_size = size->to_number<std::uint64_t>();
    }
    into.tries = number_of<unsigned>(in, "tries", 1);
    into.first_failure = text_of(in, "first_failure");
    into.time = milliseconds_of(in, "time_ms");
}

}  // namespace

check_record read_check_line(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    check_record read;
    try {
        json::monotonic_resource memory;
        const json::value parsed = json::parse({line.data(), line.size()}, &memory);
        const json::object& in = parsed.as_object();
        read_record(read, in);
        read_result(read, in);
    } catch (const std::exception&) {
        throw_no_check();
    }
    using check::standing;
    read.runs = read.stands == standing::skipped || read.stands == standing::not_run ? 0 : 1;
    read.failed_runs = read.stands == standing::failed || read.stands == standing::error ? 1 : 0;
    read.flaky_runs = read.stands == standing::flaky ? 1 : 0;
    read.skipped_runs = read.stands == standing::skipped ? 1 : 0;
    read.json = line;
    return read;
}

}  // namespace trawl::report
