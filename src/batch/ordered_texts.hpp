#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace trawl::batch {

/// Puts what comes in any order into the order of its numbers, which begin with 1 and leave none out.
///
/// Threads     One at a time.
/// Limits      Memory: the texts behind the first number that is missing, and one entry for each gap.
class ordered_texts {
public:
    using sink = std::function<void(std::string_view text)>;

    /// Gives what can be given now: each text that is not empty, in the order of the numbers.
    void settle(std::uint64_t number, std::string text, const sink& give);

    /// Gives the rest, as if nothing were missing.
    void finish(const sink& give);

private:
    void give_ready(const sink& give);

    std::uint64_t next_ = 1;                         // the first number that is missing
    std::map<std::uint64_t, std::string> texts_;     // behind it
    std::map<std::uint64_t, std::uint64_t> ranges_;  // of numbers behind it that came: first -> one past the last
};

}  // namespace trawl::batch
