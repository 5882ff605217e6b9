#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace trawl::test {

/// One record of `--results`.
class record {
public:
    explicit record(boost::json::value line) : line_(std::move(line)) {}

    /// What stands at a JSON pointer, "/error/kind": a text without its quotes, anything else as JSON. "missing" if
    /// there is nothing.
    [[nodiscard]] std::string text(std::string_view pointer) const;
    /// Throws if it is no number.
    [[nodiscard]] double number(std::string_view pointer) const;
    /// Of a list or an object.
    [[nodiscard]] std::size_t size(std::string_view pointer) const;

    [[nodiscard]] std::string outcome() const { return text("/outcome"); }
    [[nodiscard]] std::string error_kind() const { return text("/error/kind"); }

    [[nodiscard]] const boost::json::value& json() const noexcept { return line_; }

private:
    boost::json::value line_;
};

/// The records of a run, in the order in which they were written.
class record_list {
public:
    /// Throws `std::runtime_error` if a line is no JSON object.
    explicit record_list(std::string_view lines);
    [[nodiscard]] static record_list of_file(const std::filesystem::path& where);

    [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
    [[nodiscard]] auto begin() const noexcept { return records_.begin(); }
    [[nodiscard]] auto end() const noexcept { return records_.end(); }

    /// These throw `std::runtime_error` unless there is exactly one.
    [[nodiscard]] const record& only() const;
    [[nodiscard]] const record& of_line(std::uint64_t line) const;
    [[nodiscard]] const record& of_input(std::string_view input) const;

    [[nodiscard]] std::size_t count(std::string_view outcome) const;

private:
    std::vector<record> records_;
};

}  // namespace trawl::test
