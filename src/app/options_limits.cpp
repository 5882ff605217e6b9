#include <algorithm>
#include <string>
#include <utility>

#include "app/option_groups.hpp"
#include "base/duration_text.hpp"

namespace trawl::app {

using duration = option_set::duration;

namespace {

constexpr unsigned most_threads = 64;

}  // namespace

void add_limit_options(option_set& to, run_draft& draft) {
    auto& limits = draft.result.session.timeouts;
    to.group("Limits");
    to.number({"-j,--concurrency", "N", "Requests in flight"}, draft.result.concurrency, 1);
    to.number({"--per-host", "N", "Requests in flight to one host"}, draft.result.hosts.otherwise.concurrency, 1);
    to.number({"--per-ip", "N", "Requests in flight to all hosts of one address; 0: any number"},
              draft.result.hosts.otherwise.per_address);
    to.time({"--timeout", "DURATION", "For one try from start to end"}, limits.total);
    to.time({"--dns-timeout", "DURATION", "For a name to be resolved"}, limits.dns);
    to.time({"--connect-timeout", "DURATION", "For a connection to be made"}, limits.connect);
    to.time({"--tls-timeout", "DURATION", "For the TLS handshake"}, limits.tls);
    to.time({"--first-byte-timeout", "DURATION", "From the request to the head of the reply"}, limits.first_byte);
    to.time({"--idle-timeout", "DURATION", "Between two pieces of a body"}, limits.idle);
    to.size({"--min-speed", "SIZE", "A second, over --min-speed-time; slower is dropped and tried again"},
            draft.result.min_speed);
    to.time({"--min-speed-time", "DURATION", "How long it may be slower than --min-speed"}, draft.min_speed_time,
            std::chrono::seconds{1});
    to.time({"--grace", "DURATION", "After Ctrl-C, for what is in flight to end"}, draft.grace, duration::zero());
}

void add_deadline_option(option_set& to, fetch_draft& draft) {
    to.group("Limits");
    to.time({"--deadline", "DURATION", "For the whole run; what has not ended then fails"}, draft.result.deadline);
}

void add_threads_option(option_set& to, fetch_draft& draft) {
    to.group("Limits");
    to.number({"--threads", "N", "Threads that fetch, each with hosts and a share of --concurrency of its own"},
              draft.result.threads, 1);
}

void check_threads(const fetch_options& given) {
    if (given.threads == 1) {
        return;
    }
    if (given.threads > most_threads) {
        throw option_error("--threads", "may be " + std::to_string(most_threads) + " at most");
    }
    // What all of them would have to share.
    const auto& hosts = given.hosts;
    const bool is_per_ip = hosts.otherwise.per_address > 0 || std::ranges::any_of(hosts.special, [](const auto& each) {
                               return each.second.per_address > 0;
                           });
    for (const auto& [option, is_given] : {std::pair{"--rate", given.rate.has_value()},
                                           {"--limit-rate", given.bytes_per_second.has_value()},
                                           {"--per-ip", is_per_ip},
                                           {"--cookies", given.session.cookies != nullptr}}) {
        if (is_given) {
            throw option_error("--threads", std::string("does not go with ") + option + ": threads share nothing");
        }
    }
}

void finish_run_options(run_draft& draft) {
    finish_field_options(draft);
    finish_credential_options(draft);
    finish_connection_options(draft);
    finish_limit_options(draft);
    finish_tls_options(draft);
}

void finish_limit_options(run_draft& draft) {
    auto& given = draft.result;
    given.grace = draft.grace.value_or(duration::max());
    if (!draft.min_speed_time) {
        throw option_error("--min-speed-time", "must have a limit");
    }
    given.min_speed_time = *draft.min_speed_time;
    given.retries.max_retry_after = draft.max_retry_after
                                        ? std::chrono::ceil<std::chrono::milliseconds>(*draft.max_retry_after)
                                        : std::chrono::milliseconds::max() / 4;
    if (draft.retry_max_time) {
        given.retries.max_time = std::chrono::ceil<std::chrono::milliseconds>(*draft.retry_max_time);
    }
    auto most = given.hosts.otherwise.concurrency;
    auto most_of_address = given.hosts.otherwise.per_address;
    for (const auto& [pattern, limits] : given.hosts.special) {
        most = std::max(most, limits.concurrency);
        most_of_address = std::max(most_of_address, limits.per_address);
    }
    given.session.max_connections_per_host = most;
    const auto& proxies = given.session.proxies;
    if (most_of_address > 0 && (proxies.for_http || proxies.for_https)) {
        throw option_error("--per-ip",
                           "does not go with a proxy, whose address would be that of every host; --proxy none leaves "
                           "the environment's out");
    }
}

}  // namespace trawl::app
