#include "expect/json_path.hpp"

#include <utility>

#include "expect/json_path_query.hpp"

namespace trawl::expect {

struct json_path::query {
    path::query of;
};

json_path::json_path(json_path&&) noexcept = default;
json_path& json_path::operator=(json_path&&) noexcept = default;
json_path::json_path(const json_path&) = default;
json_path& json_path::operator=(const json_path&) = default;
json_path::~json_path() = default;

boost::system::result<json_path, syntax_error> json_path::parse(std::string_view text) {
    auto parsed = path::parse(text);
    if (!parsed) {
        return std::move(parsed).error();
    }
    json_path made;
    made.text_ = std::string(text);
    made.query_ = std::make_shared<const query>(query{*std::move(parsed)});
    return made;
}

boost::system::result<json_path, syntax_error> json_path::parse_prefix(std::string_view text, std::size_t& size) {
    auto parsed = path::parse_prefix(text, size);
    if (!parsed) {
        return std::move(parsed).error();
    }
    json_path made;
    made.text_ = std::string(text.substr(0, size));
    made.query_ = std::make_shared<const query>(query{*std::move(parsed)});
    return made;
}

bool json_path::is_singular() const noexcept {
    return query_->of.is_singular();
}

json_path::selection json_path::select(const boost::json::value& root, std::size_t limit, std::size_t most_work) const {
    auto found = path::select(query_->of, root, limit, most_work);
    return {std::move(found.nodes), found.is_cut};
}

}  // namespace trawl::expect
