#include "http/auth_challenge.hpp"

#include <algorithm>

#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

using parameter = std::pair<std::string, std::string>;

std::string_view leading_token(std::string_view text) noexcept {
    return text.substr(0, std::min(text.find_first_of(" \t=\","), text.size()));
}

// "name = value", blanks around '=' allowed.
std::optional<parameter> to_parameter(std::string_view text) {
    const std::string_view name = leading_token(text);
    std::string_view rest = trim_blanks(text.substr(name.size()));
    if (!is_token(name) || !rest.starts_with('=')) {
        return std::nullopt;
    }
    rest = trim_blanks(rest.substr(1));
    // Nonces come without quotes too, in base64, which is no token.
    std::optional<std::string> value = unquote(rest);
    if (!value || rest.empty() || (!rest.starts_with('"') && rest.find_first_of(" \t\"") != std::string_view::npos)) {
        return std::nullopt;
    }
    return parameter(std::string(name), std::move(*value));
}

}  // namespace

std::optional<std::string_view> auth_challenge::get(std::string_view name) const noexcept {
    const auto found =
        std::ranges::find_if(parameters, [name](const parameter& one) { return same_name(one.first, name); });
    return found != parameters.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
}

std::vector<auth_challenge> auth_challenges(const headers& fields, std::string_view name) {
    std::vector<auth_challenge> all;
    for (const std::string_view value : fields.all(name)) {
        // A parameter belongs to a challenge of its own field only.
        const std::size_t first = all.size();
        for (const std::string_view element : split_list(value)) {
            std::optional<parameter> given = to_parameter(element);
            if (!given) {
                const std::string_view scheme = leading_token(element);
                if (!is_token(scheme)) {
                    continue;
                }
                all.push_back({std::string(scheme), {}});
                given = to_parameter(trim_blanks(element.substr(scheme.size())));
            }
            if (given && all.size() > first) {
                all.back().parameters.push_back(std::move(*given));
            }
        }
    }
    return all;
}

auth_challenge auth_parameters(const headers& fields, std::string_view name) {
    auth_challenge all;
    for (const std::string_view value : fields.all(name)) {
        for (const std::string_view element : split_list(value)) {
            if (std::optional<parameter> given = to_parameter(element)) {
                all.parameters.push_back(std::move(*given));
            }
        }
    }
    return all;
}

}  // namespace trawl::http
