#pragma once

#include <optional>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "trawl/http/trace.hpp"
#include "trawl/http/url.hpp"

namespace trawl::output {

/// As a string, with "***" for a password in it.
void append_json_url(std::string& out, const http::url& where);

void append_json_address(std::string& out, const boost::asio::ip::address& address);

/// A status code; null for 0.
void append_json_status(std::string& out, int status);

/// {"queue":...,"dns":...,"connect":...,"tls":...,"ttfb":...,"transfer":...,"total":...}, in milliseconds; null for a
/// phase that did not happen.
void append_json_timings(std::string& out, const std::optional<http::timings::duration>& queue,
                         const http::timings& took, http::timings::duration total);

inline void append_json_bool(std::string& out, bool value) {
    out += value ? "true" : "false";
}

}  // namespace trawl::output
