#pragma once

#include <cstdint>

#include "fetch/job.hpp"

namespace trawl::crawl {

/// Whether a job may be asked for when its turn has come: a limit may have been reached since it was given out.
class permission {
public:
    enum class answer : std::uint8_t {
        granted,  ///< it counts as under way until `put_down`, or until it has ended
        not_yet,  ///< all that is left may go to what is under way
        no,       ///< not in this run
    };

    permission() = default;
    permission(const permission&) = delete;
    permission& operator=(const permission&) = delete;
    virtual ~permission() = default;

    [[nodiscard]] virtual answer may_ask(const fetch::job& what) = 0;
    /// An attempt at it has failed: it need not count until the next one.
    virtual void put_down(const fetch::job& what) = 0;
};

}  // namespace trawl::crawl
