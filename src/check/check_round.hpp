#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "check/check_result.hpp"
#include "check/entry.hpp"
#include "expect/template_text.hpp"
#include "trawl/http/cookie_jar.hpp"

namespace trawl::check {

/// Entries, and which of them need which.
struct need_graph {
    std::vector<std::shared_ptr<const entry>> entries;
    std::vector<std::vector<std::uint32_t>> dependents;  ///< by entry: those that need it

    /// Requires entries that stand behind what they need.
    explicit need_graph(std::vector<std::shared_ptr<const entry>> checks);
};

/// What a check that has passed gives to those that need it.
struct inheritance {
    expect::variables captured;
    std::shared_ptr<http::cookie_jar> cookies;  ///< null: none

    inheritance() = default;
};

/// One round over the entries: which of them may be asked, as those end that they need.
///
/// Lifetime    The graph must outlive it.
/// Limits      8 bytes an entry. What checks give lives until the last one that needs it was taken.
class check_round {
public:
    explicit check_round(const need_graph& needs);

    /// The first in the order of the entries of those that may be asked.
    [[nodiscard]] std::optional<std::size_t> take();
    /// What one that was just taken gets of all that it needs, in their order: those nearest to it win.
    [[nodiscard]] inheritance inherit(std::size_t index);

    /// One that was taken has passed. `given`: all that it has, what it got itself included.
    void pass(std::size_t index, inheritance given);

    struct left_out {
        std::size_t index;
        std::string why;  ///< `needs "login", which failed`
    };
    /// Those that will not be asked because this one ended so: all that need it, and those that need them.
    [[nodiscard]] std::vector<left_out> fail(std::size_t index, standing how);

    /// One that may be asked is not to be. Requires that it was not taken.
    void leave_out(std::size_t index);

    /// Nothing more is asked: those that have not been, in their order.
    std::vector<std::size_t> drop();

    /// That may be asked, or may come to that.
    [[nodiscard]] std::size_t waiting() const noexcept { return blocked_ + ready_count_; }
    /// Of these, the ones that wait for others to end.
    [[nodiscard]] std::size_t blocked() const noexcept { return blocked_; }

private:
    enum class stage : std::uint8_t { blocked, ready, over };
    struct state {
        std::uint32_t missing = 0;  // of what it needs
        stage at = stage::blocked;
    };
    /// What waits to be inherited.
    struct estate {
        inheritance given;
        std::size_t heirs = 0;
    };

    void make_ready(std::size_t index);
    void renounce(std::size_t index);

    const need_graph& needs_;
    std::vector<state> states_;
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready_;  // and those that were left out
    std::unordered_map<std::size_t, estate> estates_;
    std::size_t blocked_;
    std::size_t ready_count_ = 0;
};

}  // namespace trawl::check
