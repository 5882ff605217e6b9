#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "batch/list_entry.hpp"

namespace trawl::batch {

/// Puts an entry together from its parts, and checks each of them. What is wrong first makes the entry a bad one.
class entry_builder {
public:
    explicit entry_builder(std::uint64_t line) : line_(line) {}

    void set_url(std::string_view text);
    [[nodiscard]] bool has_url() const noexcept { return has_url_; }

    /// Relative to the output folder; one that ends with '/' is a folder for the name that the URL gives.
    void set_name(std::string_view name);

    /// "sha256", "size", "method", "data", "mirror", "header": false if there is no such key.
    [[nodiscard]] bool set(std::string_view key, std::string_view value);

    void add_field(std::string_view name, std::string_view value);
    void add_mirror(std::string_view url);
    void set_digest(std::string_view algorithm, std::string_view hex);
    void set_body(std::string text);

    /// A reason of the format's own.
    void fail(std::string reason);
    [[nodiscard]] bool is_bad() const noexcept { return !reason_.empty(); }

    void warn(std::string_view text);

    /// The entry. `source_text` is kept if it is more than the URL.
    [[nodiscard]] list_entry finish(std::string_view source_text);

private:
    fetch::job_details& details();
    void set_method(std::string_view text);
    void set_size(std::string_view text);
    void complete_request();

    std::uint64_t line_;
    std::string text_;
    bool has_url_ = false;
    http::result<http::url> url_ = http::error(http::errc::bad_url, http::phase::queue);
    std::string name_;
    std::shared_ptr<fetch::job_details> details_;
    std::string reason_;
    std::string warning_;
};

/// Why a name from a list cannot be a file's beneath the output folder; empty: it can.
[[nodiscard]] std::string_view reason_against_name(std::string_view name);

}  // namespace trawl::batch
