#include "simulation/run_story.hpp"

#include <array>

namespace trawl::simulation {

using std::chrono::milliseconds;
using std::chrono::seconds;

fetch::engine_options throw_options(chance& dice) {
    fetch::engine_options engine;
    engine.concurrency = dice.between(1, 10);
    engine.seed = static_cast<std::uint32_t>(dice.next());
    auto& host = engine.hosts.otherwise;
    host.concurrency = dice.between(1, 4);
    host.is_adaptive = dice.percent(20);
    host.adaptive_delay = dice.percent(50) ? 1 : 0;
    host.delay = milliseconds(dice.percent(50) ? dice.between(1, 2'000) : 0);
    if (dice.percent(50)) {
        host.failure_backoff = seconds(1);
    }
    host.max_failures_in_a_row = dice.percent(35) ? dice.between(1, 5) : 0;
    engine.retries.max_retries = static_cast<unsigned>(dice.between(0, 4));
    if (dice.percent(30)) {
        engine.retries.max_retry_after = seconds(dice.between(1, 30));
    }
    return engine;
}

std::vector<interruption> throw_interruptions(chance& dice) {
    constexpr std::array kinds{interruption::kind::stop, interruption::kind::cancel,
                               interruption::kind::stop_and_cancel};
    std::vector<interruption> all;
    for (std::uint64_t count = dice.percent(50) ? dice.between(1, 3) : 0; count > 0; --count) {
        const std::uint64_t most = std::uint64_t{1} << dice.between(1, 16);
        all.push_back({milliseconds(dice.between(1, most)), kinds[dice.below(kinds.size())], {}});
    }
    return all;
}

}  // namespace trawl::simulation
