#include <array>

#include "app/option_groups.hpp"
#include "app/option_values.hpp"

namespace trawl::app {

namespace {

using setter = void (*)(fetch::host_limits& limits, const std::string& given);

struct host_option {
    const char* name;
    setter set;
};

bool flag_value(const std::string& given) {
    if (given != "true" && given != "false") {
        throw bad_value("'" + given + "' is neither true nor false");
    }
    return given == "true";
}

// As many times as long as the host takes to answer: it is at work for half of the time at most.
constexpr double usual_delay_factor = 1;

void set_delay(fetch::host_limits& limits, const std::string& given) {
    limits.adaptive_delay = given == "auto" ? usual_delay_factor : 0;
    limits.delay = {};
    if (given != "auto") {
        limits.delay = time_value(given, {}).value_or(async::clock::duration{});
    }
}

constexpr std::array host_options{
    host_option{"per-host", [](auto& limits, auto& given) { limits.concurrency = number_value(given, 1); }},
    host_option{"adaptive", [](auto& limits, auto& given) { limits.is_adaptive = flag_value(given); }},
    host_option{"host-rate", [](auto& limits, auto& given) { limits.requests = rate_value(given); }},
    host_option{"host-delay", set_delay},
    host_option{"per-ip", [](auto& limits, auto& given) { limits.per_address = number_value(given, 0); }},
    host_option{"host-limit-rate", [](auto& limits, auto& given) { limits.bytes_per_second = size_value(given); }},
    host_option{"max-errors-per-host", [](auto& limits, auto& given) { limits.max_errors = number_value(given, 0); }},
};

}  // namespace

void add_rate_options(option_set& to, run_draft& draft) {
    auto& given = draft.result;
    auto& host = given.hosts.otherwise;
    to.group("Rates");
    to.value(
        {"--rate", "RATE", "Requests started, as in 100/s or 30/m"},
        [&given](const std::string& text) { given.rate = rate_value(text); }, "none");
    to.value(
        {"--host-rate", "RATE", "The same for each host"},
        [&host](const std::string& text) { host.requests = rate_value(text); }, "none");
    to.value(
        {"--host-delay", "DURATION",
         "Between the starts of two requests to one host; 'auto': as long as it takes to answer"},
        [&host](const std::string& text) { set_delay(host, text); }, host.adaptive_delay > 0 ? "auto" : "none");
    to.size({"--limit-rate", "SIZE", "Bytes of bodies a second, over all"}, given.bytes_per_second);
    to.size({"--host-limit-rate", "SIZE", "The same for each host"}, host.bytes_per_second);
    to.flag({"--adaptive", "", "Find out how many requests a host takes at a time, up to --per-host"},
            host.is_adaptive);
}

bool set_host_limit(fetch::host_limits& limits, const std::string& option, const std::string& value) {
    for (const auto& known : host_options) {
        if (option == known.name) {
            try {
                known.set(limits, value);
            } catch (const bad_value& failed) {
                throw option_error(option, failed.what());
            }
            return true;
        }
    }
    return false;
}

}  // namespace trawl::app
