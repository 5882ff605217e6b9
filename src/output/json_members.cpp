#include "output/json_members.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <arpa/inet.h>

#include "output/json.hpp"

namespace trawl::output {

namespace {

void append_phase(std::string& out, std::string_view key, const std::optional<http::timings::duration>& took) {
    out += key;
    if (took) {
        append_json_milliseconds(out, *took);
    } else {
        out += "null";
    }
}

}  // namespace

void append_json_url(std::string& out, const http::url& where) {
    if (where.username().empty() && where.password().empty()) {
        append_json_string(out, where.href());
    } else {
        append_json_string(out, where.redacted());
    }
}

void append_json_address(std::string& out, const boost::asio::ip::address& address) {
    // Not address::to_string: it makes a string for each record, and inet_ntop goes through printf.
    if (address.is_v4()) {
        char separator = '"';
        for (const auto byte : address.to_v4().to_bytes()) {
            out += std::exchange(separator, '.');
            append_json_number(out, byte);
        }
        out += '"';
        return;
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto bytes = address.to_v6().to_bytes();
    ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
    append_json_string(out, text.data());
}

void append_json_status(std::string& out, int status) {
    if (status == 0) {
        out += "null";
    } else {
        append_json_number(out, static_cast<std::uint64_t>(status));
    }
}

void append_json_timings(std::string& out, const std::optional<http::timings::duration>& queue,
                         const http::timings& took, http::timings::duration total) {
    append_phase(out, R"({"queue":)", queue);
    append_phase(out, R"(,"dns":)", took.dns);
    append_phase(out, R"(,"connect":)", took.connect);
    append_phase(out, R"(,"tls":)", took.tls);
    append_phase(out, R"(,"ttfb":)", took.ttfb);
    append_phase(out, R"(,"transfer":)", took.transfer);
    append_phase(out, R"(,"total":)", total);
    out += '}';
}

}  // namespace trawl::output
