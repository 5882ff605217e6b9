#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/decoder.hpp"

namespace trawl::http {

/// How a body comes and how much room there is for what becomes of it.
struct pieces {
    std::size_t input = std::string::npos;
    std::size_t output = std::size_t{64} << 10;
    /// The end is told with the last piece, not after it.
    bool tell_end_early = false;
};

/// A whole body, decoded; the error if there is one.
[[nodiscard]] result<std::string> decode_whole(const std::vector<content_coding>& codings, std::string_view coded,
                                               pieces how = {}, decoder_limits limits = {});

}  // namespace trawl::http
