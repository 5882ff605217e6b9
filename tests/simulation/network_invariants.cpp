#include "simulation/network_invariants.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace trawl::simulation {

namespace {

using records = std::vector<const request_record*>;

std::string at(duration when) {
    return " at " + std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(when).count()) + " us";
}

// At one instant, what ends makes room for what begins.
std::size_t most_at_once(const records& all) {
    std::vector<std::pair<duration, int>> changes;
    for (const auto* each : all) {
        if (each->end > each->begin) {
            changes.emplace_back(each->begin, 1);
            changes.emplace_back(each->end, -1);
        }
    }
    std::ranges::sort(changes);
    int now = 0;
    int most = 0;
    for (const auto& [when, change] : changes) {
        now += change;
        most = std::max(most, now);
    }
    return static_cast<std::size_t>(most);
}

// A connection that was used again turned out dead: the same request went over another one, at once (RFC 9112 section 9.3.1).
bool is_sent_again(const request_record& what, const records& of_host) {
    return std::ranges::any_of(of_host, [&what](const request_record* each) {
        return each->is_on_used_connection && each->is_fault && each->bytes == 0 && each->end == what.begin &&
               (each->path == what.path || what.path.empty());
    });
}

class host_check {
public:
    host_check(const std::string& name, const records& all, const network_limits& limits,
               std::vector<std::string>& problems)
        : name_(name), all_(all), limits_(limits), problems_(problems) {}

    void check_slots() {
        if (const std::size_t most = most_at_once(all_); most > limits_.per_host) {
            problems_.push_back(name_ + " had " + std::to_string(most) + " requests at a time");
        }
    }

    void check_delay(duration delay, bool is_of_pages) {
        const request_record* before = nullptr;
        for (const auto* each : all_) {
            // One that is sent again keeps the place in time of its first sending.
            if (is_sent_again(*each, all_) || (is_of_pages && (each->path.empty() || each->is_robots()))) {
                continue;
            }
            if (before != nullptr && each->begin - before->begin < delay) {
                problems_.push_back(each->url() + " was begun too early after " + before->url() + at(each->begin));
            }
            before = each;
        }
    }

    void check_pauses() {
        for (const auto* wish : all_) {
            if (!wish->retry_after) {
                continue;
            }
            const duration until = wish->end + std::min<duration>(*wish->retry_after, limits_.max_retry_after);
            for (const auto* each : all_) {
                if (each->begin > wish->end && each->begin < until && !is_sent_again(*each, all_)) {
                    problems_.push_back(each->url() + " was begun" + at(each->begin) + " though the host wanted rest" +
                                        at(wish->end));
                }
            }
        }
    }

private:
    const std::string& name_;
    const records& all_;
    const network_limits& limits_;
    std::vector<std::string>& problems_;
};

}  // namespace

std::vector<std::string> broken_limits(const std::deque<request_record>& all, const world& servers,
                                       const network_limits& limits) {
    std::vector<std::string> problems;
    records in_order;
    std::map<std::string, records> by_host;
    for (const auto& each : all) {
        in_order.push_back(&each);
        by_host[each.host].push_back(&each);
    }
    if (const std::size_t most = most_at_once(in_order); most > limits.concurrency) {
        problems.push_back(std::to_string(most) + " requests at a time");
    }
    for (const auto& [name, requests] : by_host) {
        const host_nature& nature = servers.hosts.at(name);
        host_check check(name, requests, limits, problems);
        check.check_slots();
        check.check_delay(limits.delay, false);
        check.check_delay(nature.crawl_delay, true);
        check.check_pauses();
    }
    return problems;
}

}  // namespace trawl::simulation
