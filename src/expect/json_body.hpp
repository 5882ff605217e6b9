#pragma once

#include <string>
#include <string_view>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

namespace trawl::expect {

/// A body read as JSON, once for all who ask for something in it.
///
/// Threads     Immutable once made.
/// Limits      Nesting of 256. Of members of one name the last counts.
class json_body {
public:
    /// Errors      `wrong` says what, and where: "the body is no JSON: line 1, column 5: ...".
    explicit json_body(std::string_view text);
    json_body(const json_body&) = delete;
    json_body& operator=(const json_body&) = delete;

    [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }
    /// Requires that nothing is wrong.
    [[nodiscard]] const boost::json::value& root() const noexcept { return root_; }

private:
    boost::json::monotonic_resource memory_;
    boost::json::value root_;
    std::string wrong_;
};

}  // namespace trawl::expect
