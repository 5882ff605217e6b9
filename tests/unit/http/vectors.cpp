#include "vectors.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace trawl::http {

boost::json::value read_vectors(std::string_view name) {
    const auto path = std::filesystem::path(TRAWL_VECTORS) / name;
    if (!std::filesystem::exists(path)) {
        return nullptr;
    }
    std::ifstream file(path, std::ios::binary);
    return boost::json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
}

std::string text_of(const boost::json::value& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

std::string latin1(std::string_view utf8) {
    std::string out;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        out += byte < 0x80 ? utf8[i]
                           : static_cast<char>((byte & 3U) << 6U | (static_cast<unsigned char>(utf8[++i]) & 0x3FU));
    }
    return out;
}

}  // namespace trawl::http
