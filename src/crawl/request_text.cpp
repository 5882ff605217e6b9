#include "crawl/request_text.hpp"

#include <algorithm>
#include <string_view>

#include "trawl/http/headers.hpp"

namespace trawl::crawl {

namespace {

bool is_secret(std::string_view name) noexcept {
    return http::same_name(name, "Authorization") || http::same_name(name, "Proxy-Authorization") ||
           http::same_name(name, "Cookie");
}

}  // namespace

std::string without_secrets(std::string head) {
    constexpr std::string_view line_end = "\r\n";
    for (std::size_t start = 0; start < head.size();) {
        const std::size_t end = std::min(head.find(line_end, start), head.size());
        const std::size_t colon = head.find(':', start);
        if (colon < end && is_secret(std::string_view(head).substr(start, colon - start))) {
            head.replace(colon, end - colon, ": ***");
        }
        start = head.find(line_end, start);
        start = start == head.npos ? head.size() : start + line_end.size();
    }
    return head;
}

}  // namespace trawl::crawl
