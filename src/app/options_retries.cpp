#include "app/option_groups.hpp"
#include "base/printable.hpp"

namespace trawl::app {

void add_retry_options(option_set& to, run_draft& draft) {
    auto& into = draft.result.retries;
    to.group("Retries");
    to.number({"--retries", "N", "Further tries after a failure that may pass"}, into.max_retries);
    const auto take = [&into](const std::string& given) {
        if (given != "none" && ("," + given + ",").find(",none,") != std::string::npos) {
            throw bad_value("'none' stands alone");
        }
        auto found = http::retry_classes::parse(given);
        if (!found) {
            throw bad_value("'" + base::printable(found.error()) +
                            "' is no class of failures, such as connect, reset, timeout, 5xx, 429");
        }
        into.on = *found;
    };
    to.value({"--retry-on", "CLASSES", "Failures that may pass, as in 'default,tls,5xx'; see 'trawl help retries'"},
             take, "default");
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
