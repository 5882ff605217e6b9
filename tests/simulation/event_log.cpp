#include "simulation/event_log.hpp"

namespace trawl::simulation {

void event_log::add(async::clock::duration when, std::string_view what) {
    std::string line = std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(when).count());
    line.append(" ").append(what);
    // FNV-1a.
    for (const char each : line) {
        hash_ = (hash_ ^ static_cast<unsigned char>(each)) * 0x100000001B3U;
    }
    hash_ = (hash_ ^ '\n') * 0x100000001B3U;
    ++count_;
    if (lines_ > 0) {
        last_.push_back(std::move(line));
        if (last_.size() > lines_) {
            last_.pop_front();
        }
    }
}

std::string event_log::text() const {
    std::string all;
    for (const auto& each : last_) {
        all.append(each).append("\n");
    }
    return all;
}

}  // namespace trawl::simulation
