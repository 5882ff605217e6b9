#include "robots/product_token.hpp"

#include "trawl/http/headers.hpp"

namespace trawl::robots {

std::string_view product_token(std::string_view agent) noexcept {
    const auto end = agent.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
    return agent.substr(0, end);
}

bool same_product(std::string_view left, std::string_view right) noexcept {
    const std::string_view token = product_token(left);
    return !token.empty() && http::same_name(token, product_token(right));
}

}  // namespace trawl::robots
