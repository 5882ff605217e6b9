#pragma once

#include <string>
#include <string_view>

#include "trawl/http/url.hpp"

namespace trawl::http {

/// The URL standard's "basic URL parser" (section 4.4) as far as http and https need it: one pass over each part, in
/// the order of the text.
class url_parser {
public:
    /// `text` absolute, or relative to `base` if there is one. Requires `text` as `cleaned_input` gives it.
    [[nodiscard]] static result<url> parse(std::string_view text, const url* base);

private:
    explicit url_parser(const url* base) : base_(base) {}

    bool run(std::string_view text);
    bool parse_relative(std::string_view text);
    bool parse_authority(std::string_view text);
    void append_credentials(std::string_view text);
    bool append_host_and_port(std::string_view text);
    bool append_port(std::string_view digits);
    void append_path(std::string_view text);
    void append_query(std::string_view text);
    void append_fragment(std::string_view text);
    void start_with_base(std::size_t length);
    bool fail(errc code, std::string_view reason);

    const url* base_;
    url out_;
    errc code_ = errc::bad_url;
    std::string reason_;
};

/// Without the tabs and line ends anywhere and the controls and spaces around it. `storage` holds the result if it is
/// not a part of `text`.
[[nodiscard]] std::string_view cleaned_input(std::string_view text, std::string& storage);

/// The scheme before the first ':', as it is spelled; empty if there is none.
[[nodiscard]] std::string_view scheme_of(std::string_view text) noexcept;

}  // namespace trawl::http
