#include "output/surt.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace trawl::output {

namespace {

std::string_view without_www(std::string_view host) {
    if (!host.starts_with("www")) {
        return host;
    }
    const std::size_t end = host.find_first_not_of("0123456789", 3);
    return end != std::string_view::npos && host[end] == '.' && end + 1 < host.size() ? host.substr(end + 1) : host;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t end = text.find(at); end != std::string_view::npos; end = text.find(at)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

void append_joined(std::string& out, const std::vector<std::string_view>& parts, char between) {
    for (const std::string_view each : parts) {
        out += each;
        out += between;
    }
    out.pop_back();
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    return out;
}

}  // namespace

std::string surt(const http::url& where) {
    std::string out;
    std::vector<std::string_view> labels = split(without_www(where.host()), '.');
    std::reverse(labels.begin(), labels.end());
    append_joined(out, labels, ',');
    if (!where.has_default_port()) {
        out += ':' + std::to_string(where.port());
    }
    out += ')';
    out += lower(where.path());
    if (!where.query().empty()) {
        const std::string query = lower(where.query().substr(1));
        std::vector<std::string_view> arguments = split(query, '&');
        std::sort(arguments.begin(), arguments.end());
        out += '?';
        append_joined(out, arguments, '&');
    }
    return out;
}

}  // namespace trawl::output
