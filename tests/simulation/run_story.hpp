#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "fetch/engine.hpp"
#include "simulation/chance.hpp"
#include "simulation/memory_network.hpp"
#include "trawl/http/error.hpp"

namespace trawl::simulation {

/// How a run is cut short.
struct interruption {
    enum class kind {
        stop,
        cancel,
        stop_and_cancel,
        kill  ///< of a crawl: what it leaves is what stood in its folder then
    };
    duration after{};
    kind how = kind::cancel;
    duration committed{};  ///< of `kill`: when the state has committed all that there was
};

/// The options of an engine that a seed's dice make.
[[nodiscard]] fetch::engine_options throw_options(chance& dice);

/// One for each run but the last.
[[nodiscard]] std::vector<interruption> throw_interruptions(chance& dice);

/// One job as the recorder got it.
struct told_job {
    std::uint64_t number = 0;
    std::string url;
    std::string outcome;
    std::string path;  ///< of its file
    int status = 0;
    std::size_t tries_before = 0;
    std::optional<http::error> failure;
    bool is_parked = false;
};

/// What one run came to.
struct run_story {
    bool is_last = false;
    duration took{};
    fetch::engine::counts counts;
    std::vector<told_job> told;
    std::deque<request_record> requests;
    std::size_t most_in_flight = 0;
    std::size_t connections_left = 0;
    bool is_work_left = false;
    std::string failure;
};

/// What a simulation of several runs leaves, whatever they did.
struct story {
    std::vector<std::string> problems;
    std::uint64_t hash = 0;
    std::uint64_t events = 0;
    std::string log;
};

}  // namespace trawl::simulation
