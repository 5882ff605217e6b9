#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace trawl::test {

/// In lower-case hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& where);

}  // namespace trawl::test
