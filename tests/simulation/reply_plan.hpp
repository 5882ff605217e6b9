#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulation/chance.hpp"
#include "simulation/world.hpp"

namespace trawl::simulation {

/// What becomes of a connection that is asked for.
enum class connect_plan { made, refused, unknown_name, never };

[[nodiscard]] connect_plan plan_connection(const world& in, const std::string& host, std::uint64_t number);

/// What a server does with a request.
struct reply_plan {
    enum class finish { keep, close, reset, stall };

    struct piece {
        duration after{};
        std::string bytes;
    };
    std::vector<piece> pieces;
    finish end = finish::keep;
    /// A whole good answer: what the URL truly is.
    bool is_good = true;
    int status = 0;
    std::optional<std::chrono::seconds> retry_after;
    std::string name;  ///< for the log
};

/// `number` How often the URL was asked for before.
[[nodiscard]] reply_plan plan_reply(const world& in, const std::string& url, std::uint64_t number);
[[nodiscard]] reply_plan plan_robots(const world& in, const std::string& host, std::uint64_t number);

}  // namespace trawl::simulation
