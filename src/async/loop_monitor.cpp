#include "trawl/async/loop_monitor.hpp"

#include <algorithm>

namespace trawl::async {

namespace {

thread_local const char* current_label = nullptr;

}  // namespace

void loop_label(const char* name) noexcept {
    current_label = name;
}

void run_monitored(boost::asio::io_context& context, clock::duration threshold,
                   const std::function<void(const slow_handler&)>& report) {
    // The time that a handler took which ended an idle wait is known to within the longest wait.
    const clock::duration longest_wait = std::max(threshold / 8, clock::duration(std::chrono::milliseconds(1)));
    auto before = clock::now();
    while (!context.stopped()) {
        current_label = nullptr;
        clock::duration idle{};
        if (context.poll_one() == 0) {
            context.run_one_for(longest_wait);
            idle = longest_wait;
        }
        const auto after = clock::now();
        const auto held = after - before - idle;
        before = after;
        if (held >= threshold) {
            report({current_label != nullptr ? current_label : "unnamed", held});
            before = clock::now();
        }
    }
}

}  // namespace trawl::async
