#include <algorithm>

#include "app/option_groups.hpp"
#include "base/printable.hpp"

namespace trawl::app {

namespace {

// "assert" is a class of its own: it speaks of what is expected, not of how HTTP failed.
bool take_out_assert(std::string& classes) {
    bool was_there = false;
    std::string others;
    for (std::size_t start = 0; start <= classes.size();) {
        const auto end = std::min(classes.find(',', start), classes.size());
        const auto word = classes.substr(start, end - start);
        if (word == "assert") {
            was_there = true;
        } else {
            others += (others.empty() ? "" : ",") + word;
        }
        start = end + 1;
    }
    classes = others.empty() && was_there ? "none" : others;
    return was_there;
}

void take_classes(const std::string& given, run_draft& into) {
    if (given != "none" && ("," + given + ",").find(",none,") != std::string::npos) {
        throw bad_value("'none' stands alone");
    }
    std::string classes = given;
    const bool has_assert = into.retries_assertions != nullptr && take_out_assert(classes);
    auto found = http::retry_classes::parse(classes);
    if (!found) {
        throw bad_value("'" + base::printable(found.error()) +
                        "' is no class of failures, such as connect, reset, timeout, 5xx, 429");
    }
    into.result.retries.on = *found;
    into.has_retry_classes = true;
    if (into.retries_assertions != nullptr) {
        *into.retries_assertions = has_assert;
    }
}

}  // namespace

void add_retry_options(option_set& to, run_draft& draft) {
    auto& into = draft.result.retries;
    to.group("Retries");
    to.number({"--retries", "N", "Further tries after a failure that may pass"}, into.max_retries);
    const bool knows_assert = draft.retries_assertions != nullptr;
    to.value(
        {"--retry-on", "CLASSES",
         knows_assert ? "Failures that may pass, as in 'default,tls,5xx,assert'; see 'trawl help retries'"
                      : "Failures that may pass, as in 'default,tls,5xx'; see 'trawl help retries'"},
        [&draft](const std::string& given) { take_classes(given, draft); },
        knows_assert ? "default,assert" : "default");
    to.time({"--retry-max-time", "DURATION", "No further try when an input has taken so long"}, draft.retry_max_time);
    to.time({"--max-retry-after", "DURATION", "Longest wait that a server may ask for; over it, no further try"},
            draft.max_retry_after);
}

void add_unsafe_retry_options(option_set& to, fetch_draft& draft) {
    to.group("Retries");
    to.flag({"--retry-any-method", "", "Repeat POST too, and other methods that may do a thing twice"},
            draft.result.retries.any_method);
    to.number({"--max-errors-per-host", "N", "Skip the rest of a host after so many failures; 0: never"},
              draft.result.hosts.otherwise.max_errors);
}

}  // namespace trawl::app
