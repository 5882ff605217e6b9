#include "crawl/state_links.hpp"

#include <algorithm>

#include "url/percent.hpp"

namespace trawl::crawl {

namespace {

constexpr unsigned low_bits = 0x7F;
constexpr unsigned more = 0x80;

}  // namespace

std::string encode_ids(std::vector<url_id> ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::string bytes;
    url_id last = 0;
    for (const url_id each : ids) {
        url_id distance = each - last;
        for (; distance > low_bits; distance >>= 7U) {
            bytes.push_back(static_cast<char>((distance & low_bits) | more));
        }
        bytes.push_back(static_cast<char>(distance));
        last = each;
    }
    return bytes;
}

std::vector<url_id> decode_ids(std::string_view bytes) {
    std::vector<url_id> ids;
    url_id last = 0;
    url_id distance = 0;
    unsigned shift = 0;
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        if (shift > 28) {
            break;
        }
        distance |= static_cast<url_id>(byte & low_bits) << shift;
        shift += 7;
        if ((byte & more) == 0) {
            last += distance;
            ids.push_back(last);
            distance = 0;
            shift = 0;
        }
    }
    return ids;
}

std::string id_of_fragment(std::string_view fragment) {
    fragment = fragment.substr(0, fragment.find(":~:"));
    if (fragment.empty() || fragment.front() == '!' || fragment.front() == '/') {
        return {};
    }
    std::string named = http::percent_decoded(fragment);
    const auto is_letter = [](char a, char b) { return (a | 0x20) == b; };
    return std::ranges::equal(named, std::string_view("top"), is_letter) ? std::string() : named;
}

}  // namespace trawl::crawl
