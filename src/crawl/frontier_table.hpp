#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "crawl/reason.hpp"
#include "crawl/url_id.hpp"
#include "crawl/visit.hpp"
#include "html/link.hpp"

namespace trawl::crawl {

/// Where a URL stands in a run.
enum class url_stage : std::uint8_t { pending, active, done, failed, skipped };

/// What is kept in memory of every URL: 4 bytes.
struct url_facts {
    static constexpr std::uint32_t deepest = (1U << 11) - 1;
    static constexpr std::uint32_t most_hops = (1U << 5) - 1;

    std::uint32_t depth_bits : 11 = 0;
    std::uint32_t stage_bits : 3 = 0;
    std::uint32_t reason_bits : 4 = 0;
    std::uint32_t purpose_bits : 3 = 0;
    std::uint32_t kind_bits : 5 = 0;
    std::uint32_t hop_bits : 5 = 0;
    std::uint32_t page_bit : 1 = 0;

    /// Any that is deeper counts as `deepest`.
    [[nodiscard]] std::uint32_t depth() const noexcept { return depth_bits; }
    void set_depth(std::uint32_t depth) noexcept { depth_bits = std::min(depth, deepest); }
    [[nodiscard]] url_stage stage() const noexcept { return static_cast<url_stage>(stage_bits); }
    void set_stage(url_stage stage) noexcept { stage_bits = static_cast<std::uint32_t>(stage); }
    /// Why it is skipped.
    [[nodiscard]] reason why() const noexcept { return static_cast<reason>(reason_bits); }
    void set_why(reason why) noexcept { reason_bits = static_cast<std::uint32_t>(why); }
    [[nodiscard]] crawl::purpose purpose() const noexcept { return static_cast<crawl::purpose>(purpose_bits); }
    void set_purpose(crawl::purpose purpose) noexcept { purpose_bits = static_cast<std::uint32_t>(purpose); }
    [[nodiscard]] html::link_kind kind() const noexcept { return static_cast<html::link_kind>(kind_bits); }
    void set_kind(html::link_kind kind) noexcept { kind_bits = static_cast<std::uint32_t>(kind); }
    /// How many redirects in a row led to it.
    [[nodiscard]] std::uint32_t hops() const noexcept { return hop_bits; }
    void set_hops(std::uint32_t hops) noexcept { hop_bits = std::min(hops, most_hops); }
    /// Whether it ended with 2xx.
    [[nodiscard]] bool is_page() const noexcept { return page_bit != 0; }
    void set_page(bool is_page) noexcept { page_bit = is_page ? 1 : 0; }
};
static_assert(sizeof(url_facts) == 4);

/// The facts of each URL, by its number. Grows without moving.
class frontier_table {
public:
    /// The next number, from 1.
    url_id add(url_facts facts) {
        if (count_ % block_size == 0) {
            blocks_.push_back(std::make_unique<url_facts[]>(block_size));
        }
        const std::size_t index = count_++;
        blocks_[index / block_size][index % block_size] = facts;
        return static_cast<url_id>(count_);
    }

    /// Requires a number that was given.
    [[nodiscard]] url_facts& operator[](url_id id) noexcept {
        return blocks_[(id - 1) / block_size][(id - 1) % block_size];
    }
    [[nodiscard]] const url_facts& operator[](url_id id) const noexcept {
        return blocks_[(id - 1) / block_size][(id - 1) % block_size];
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }

private:
    static constexpr std::size_t block_size = 1 << 14;

    std::vector<std::unique_ptr<url_facts[]>> blocks_;
    std::size_t count_ = 0;
};

}  // namespace trawl::crawl
