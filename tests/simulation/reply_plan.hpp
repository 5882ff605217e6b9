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

/// A request, as far as it matters for the reply.
struct asked_for {
    std::string url;
    std::uint64_t number = 0;          ///< how often it was asked for before
    std::optional<std::size_t> first;  ///< of a range up to the end
    std::string if_range;
};

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

[[nodiscard]] reply_plan plan_reply(const world& in, const asked_for& what);
[[nodiscard]] reply_plan plan_robots(const world& in, const std::string& host, std::uint64_t number);

}  // namespace trawl::simulation
