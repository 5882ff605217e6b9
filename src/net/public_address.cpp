#include "net/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace trawl::net {
namespace {

namespace ip = boost::asio::ip;
using bytes6 = ip::address_v6::bytes_type;

struct block4 {
    std::uint32_t first;
    unsigned bits;
};

constexpr std::uint32_t of(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array special4 = std::to_array<block4>({
    {of(0, 0, 0, 0), 8},         // this network
    {of(10, 0, 0, 0), 8},        // private
    {of(100, 64, 0, 0), 10},     // shared by providers
    {of(127, 0, 0, 0), 8},       // loopback
    {of(168, 63, 129, 16), 32},  // Azure's host
    {of(169, 254, 0, 0), 16},    // link-local, most clouds' metadata
    {of(172, 16, 0, 0), 12},     // private
    {of(192, 0, 0, 0), 24},      // protocol assignments
    {of(192, 0, 2, 0), 24},      // documentation
    {of(192, 88, 99, 0), 24},    // 6to4 relays, once
    {of(192, 168, 0, 0), 16},    // private
    {of(198, 18, 0, 0), 15},     // benchmarking
    {of(198, 51, 100, 0), 24},   // documentation
    {of(203, 0, 113, 0), 24},    // documentation
    {of(224, 0, 0, 0), 4},       // multicast
    {of(240, 0, 0, 0), 4},       // reserved, broadcast
});

bool is_public4(std::uint32_t which) noexcept {
    return std::none_of(special4.begin(), special4.end(),
                        [which](const block4& block) { return (which ^ block.first) >> (32U - block.bits) == 0; });
}

struct block6 {
    std::array<std::uint8_t, 12> first;
    unsigned bits;
};

bool is_in(const bytes6& which, const block6& block) noexcept {
    for (std::size_t i = 0; i * 8 < block.bits; ++i) {
        const auto left = block.bits - static_cast<unsigned>(i) * 8;
        const unsigned mask = left >= 8 ? 0xFFU : 0xFFU << (8 - left) & 0xFFU;
        if (((which[i] ^ block.first[i]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

struct embedding {
    block6 block;
    std::size_t at;  // of the IPv4 address's first byte
};

constexpr std::array embeddings = std::to_array<embedding>({
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96}, 12},  // ::ffff:0:0/96, mapped
    {{{0, 0x64, 0xFF, 0x9B}, 96}, 12},                       // 64:ff9b::/96, NAT64
    {{{0x20, 0x02}, 16}, 2},                                 // 2002::/16, 6to4
});

// All unicast addresses that are given out are in here.
constexpr block6 global6{{0x20}, 3};

constexpr std::array special6 = std::to_array<block6>({
    {{0x20, 0x01, 0x00}, 23},        // 2001::/23, protocol assignments: Teredo, benchmarking, ORCHID
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // 2001:db8::/32, documentation
    {{0x3F, 0xFF, 0x00}, 20},        // 3fff::/20, documentation
});

bool is_public6(const bytes6& which) noexcept {
    for (const embedding& known : embeddings) {
        if (is_in(which, known.block)) {
            const std::uint8_t* const v4 = which.data() + known.at;
            return is_public4(of(v4[0], v4[1], v4[2], v4[3]));
        }
    }
    return is_in(which, global6) && std::none_of(special6.begin(), special6.end(),
                                                 [&which](const block6& block) { return is_in(which, block); });
}

}  // namespace

bool is_public(const ip::address& which) noexcept {
    if (which.is_v4()) {
        return is_public4(which.to_v4().to_uint());
    }
    return is_public6(which.to_v6().to_bytes());
}

}  // namespace trawl::net
