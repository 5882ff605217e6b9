#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "batch/journal_row.hpp"

namespace trawl::batch::test {

/// Makes a file, and the row that a run would have added for it; its URL is "http://host/" and its name.
[[nodiscard]] journal_row finished_row(const std::filesystem::path& folder, const std::string& name,
                                       std::string_view text, std::uint64_t number = 1);

/// The row of an input that the server refused.
[[nodiscard]] journal_row failed_row(const std::string& name, const std::string& url, std::uint64_t number = 1);

}  // namespace trawl::batch::test
