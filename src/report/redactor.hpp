#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::report {

/// Takes secrets out of text: each place where one stands becomes "***"; of secrets within each other the longest.
///
/// A secret is found as it is, in capitals or small letters; percent-encoded, whichever of its bytes are, and a blank as
/// '+', too; with escapes of JSON or of HTML; as base64 of either alphabet, whatever stands before and behind it in there, as the
/// password of "Basic" does. A secret cut off by the end of the text is found by its first half, if that has at least four
/// bytes, and by its first four bytes if an ellipsis says that it was cut off. As base64 only those of four bytes and more.
///
/// Threads     One at a time while secrets are added, any as long as none is.
/// Limits      Memory: some five times each secret. The time for a text hardly grows with their number.
class redactor {
public:
    redactor() = default;
    /// Empty ones do not count.
    explicit redactor(const std::vector<std::string>& secrets);

    /// Takes this out from now on, too. False: it is empty, or known.
    bool add(const std::string& secret);
    /// One that takes this out, too.
    [[nodiscard]] redactor with(const std::string& secret) const;

    [[nodiscard]] bool is_empty() const noexcept { return needles_.empty(); }
    [[nodiscard]] std::string operator()(std::string_view text) const;
    /// Every string of a JSON text, keys excepted; the text stays JSON, and the rest of it as it is. Of what is no JSON, each
    /// secret.
    [[nodiscard]] std::string in_json(std::string_view json) const;
    /// Where a text that was cut off ends if whatever may be the start of a secret at its end is left out.
    [[nodiscard]] std::size_t end_of_whole(std::string_view text) const;

private:
    struct needle {
        std::string text;
        bool is_base64 = false;
        bool has_part_before = false;  ///< bits of it are in the character before
        bool has_part_behind = false;
    };
    struct found;
    struct progress;
    using range = std::ranges::subrange<std::vector<std::uint32_t>::const_iterator>;

    void add_base64(const std::string& secret, std::size_t offset);
    void keep(needle which);
    [[nodiscard]] bool has(const std::string& secret) const;
    [[nodiscard]] found longest_at(std::string_view text, std::size_t at) const;
    static void look_for(const needle& which, std::string_view text, std::size_t at, found& longest);
    [[nodiscard]] static auto goes_before(bool is_base64) noexcept;
    [[nodiscard]] std::string_view text_of(std::uint32_t which) const noexcept { return needles_[which].text; }
    template <class Take>
    void each_candidate(std::string_view text, std::size_t least, const Take& take) const;
    template <class Take>
    void narrow(range among, progress done, std::string_view rest, const Take& take) const;

    std::vector<needle> needles_;
    // Places in there, by their folded bytes: of what is plain, and of base64.
    std::array<std::vector<std::uint32_t>, 2> order_;
    std::bitset<256> starts_;  // bytes that a secret may begin with, in any spelling
    std::size_t longest_ = 0;
};

}  // namespace trawl::report
