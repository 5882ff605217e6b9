#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trawl::batch {

/// Counts how often each of many texts comes.
///
/// Threads     One at a time.
/// Limits      10 to 19 bytes a text, whatever its length: texts are kept as hashes of 64 bits.
class occurrence_counter {
public:
    /// The how manieth time it is, from 1.
    [[nodiscard]] std::uint64_t count(std::string_view text);

private:
    [[nodiscard]] bool insert(std::uint64_t hash);
    void grow();

    std::vector<std::uint64_t> slots_;  // 0: empty
    std::size_t used_ = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> repeated_;
};

}  // namespace trawl::batch
