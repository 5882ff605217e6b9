#include "app/connect_texts.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "app/option_set.hpp"
#include "base/printable.hpp"
#include "trawl/http/url.hpp"

namespace trawl::app {

namespace {

/// The parts between colons that do not stand in brackets, without the brackets.
std::vector<std::string> split_at_colons(std::string_view text, std::size_t most) {
    std::vector<std::string> parts(1);
    bool is_bracketed = false;
    for (const char c : text) {
        if (c == '[' || c == ']') {
            is_bracketed = c == '[';
        }
        if (c == ':' && !is_bracketed && parts.size() < most) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

bool is_address(const std::string& text) {
    boost::system::error_code failed;
    boost::asio::ip::make_address(text, failed);
    return !failed;
}

std::string without_brackets(std::string text) {
    return text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
}

std::optional<std::uint16_t> parse_port(const std::string& text) {
    std::uint16_t port = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool is_port = failed == std::errc{} && stop == text.data() + text.size() && port > 0;
    return is_port ? std::optional{port} : std::nullopt;
}

/// As URLs have hosts, so that both mean the same; IPv6 without brackets. nullopt: it is none.
std::optional<std::string> parse_host(const std::string& text) {
    if (text.empty()) {
        return text;
    }
    if (std::string address = without_brackets(text); is_address(address)) {
        return address;
    }
    const bool has_more = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
               std::string_view("/\\?#@").find(c) != std::string_view::npos;
    });
    const auto parsed = http::parse_url("http://" + text);
    return has_more || !parsed ? std::nullopt : std::optional<std::string>(parsed->host_name());
}

std::vector<std::string> parse_addresses(std::string_view text) {
    std::vector<std::string> found;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(',', start), text.size());
        auto one = without_brackets(std::string(text.substr(start, end - start)));
        if (!is_address(one)) {
            throw bad_value("'" + base::printable(one) + "' is no address");
        }
        found.push_back(std::move(one));
        start = end + 1;
    }
    return found;
}

}  // namespace

http::address_override parse_address_override(std::string_view text) {
    const auto parts = split_at_colons(text, 3);
    const auto port = parts.size() == 3 ? parse_port(parts[1]) : std::nullopt;
    auto host = parts[0] == "*" ? parts[0] : parse_host(parts[0]);
    if (!port || !host || host->empty()) {
        throw bad_value("'" + base::printable(text) + "' is not of the form HOST:PORT:ADDRESS");
    }
    return {*std::move(host), *port, parse_addresses(parts[2])};
}

http::connect_redirection parse_connect_redirection(std::string_view text) {
    const auto parts = split_at_colons(text, 5);
    const auto has_port = [&](std::size_t index) { return parts[index].empty() || parse_port(parts[index]); };
    const bool has_form = parts.size() == 4 && has_port(1) && has_port(3);
    auto from = has_form ? parse_host(parts[0]) : std::nullopt;
    auto to = has_form ? parse_host(parts[2]) : std::nullopt;
    if (!from || !to) {
        throw bad_value("'" + base::printable(text) + "' is not of the form HOST1:PORT1:HOST2:PORT2");
    }
    return {*std::move(from), parse_port(parts[1]).value_or(0), *std::move(to), parse_port(parts[3]).value_or(0)};
}

}  // namespace trawl::app
