#include "files/part_state.hpp"

#include <array>
#include <cstdio>
#include <limits>

#include <boost/crc.hpp>
#include <boost/json.hpp>

#include "trawl/http/headers.hpp"

namespace trawl::files {
namespace {

namespace json = boost::json;

constexpr std::uint64_t version = 2;
constexpr std::string_view check_key = R"(,"check":")";

// Of all before the check: two writes that got mixed are told apart from either.
std::string check_of(std::string_view text) {
    boost::crc_32_type sum;
    sum.process_bytes(text.data(), text.size());
    std::array<char, 9> digits{};
    (void)std::snprintf(digits.data(), digits.size(), "%08x", sum.checksum());
    return digits.data();
}

json::array to_array(const std::vector<segment>& segments) {
    json::array all;
    all.reserve(segments.size());
    for (const auto& each : segments) {
        const json::value end = each.end == segment::open_end ? json::value(nullptr) : json::value(each.end);
        all.push_back(json::array{each.begin, each.at, end});
    }
    return all;
}

bool read(const json::value& from, std::string& to) {
    const auto* text = from.if_string();
    if (text != nullptr) {
        to.assign(text->data(), text->size());
    }
    return text != nullptr;
}

bool read(const json::value& from, std::uint64_t& to) {
    json::error_code problem;
    to = from.to_number<std::uint64_t>(problem);
    return !problem;
}

bool read(const json::value& from, std::vector<segment>& to) {
    const auto* all = from.if_array();
    if (all == nullptr) {
        return false;
    }
    for (const auto& each : *all) {
        const auto* numbers = each.if_array();
        segment next;
        if (numbers == nullptr || numbers->size() != 3 || !read((*numbers)[0], next.begin) ||
            !read((*numbers)[1], next.at) || (!(*numbers)[2].is_null() && !read((*numbers)[2], next.end))) {
            return false;
        }
        to.push_back(next);
    }
    return true;
}

template <class Value>
bool read(const json::object& from, std::string_view key, Value& to) {
    const auto* found = from.if_contains(key);
    return found != nullptr && read(*found, to);
}

bool read_total(const json::object& from, std::optional<std::uint64_t>& to) {
    const auto* found = from.if_contains("total");
    return found != nullptr && (found->is_null() || read(*found, to.emplace()));
}

// The text without its check, if that is right.
std::optional<std::string> checked(std::string_view text) {
    const auto line_end = text.find('\n');
    const auto key = text.rfind(check_key, line_end);
    if (line_end == text.npos || key == text.npos) {
        return std::nullopt;
    }
    const auto what = text.substr(0, key);
    std::string ending(check_key);
    ending += check_of(what);
    ending += "\"}";
    if (text.substr(key, line_end - key) != ending) {
        return std::nullopt;
    }
    return std::string(what) + '}';
}

}  // namespace

std::uint64_t kept_size(const part_state& part) noexcept {
    std::uint64_t sum = 0;
    for (const auto& each : part.segments) {
        sum += each.at - each.begin;
    }
    return sum;
}

bool is_sound(const std::vector<segment>& segments, std::optional<std::uint64_t> total) noexcept {
    std::uint64_t end = 0;
    for (const auto& each : segments) {
        if (each.begin != end || each.at < each.begin || each.end < each.at) {
            return false;
        }
        end = each.end;
    }
    return !segments.empty() && end == total.value_or(segment::open_end);
}

std::string to_json(const part_record& record) {
    const auto& part = record.part;
    const json::value total = part.total ? json::value(*part.total) : json::value(nullptr);
    const json::object all{{"version", version},
                           {"url", part.url},
                           {"from", part.from},
                           {"etag", part.etag},
                           {"last_modified", part.last_modified},
                           {"coding", part.coding},
                           {"total", total},
                           {"segments", to_array(part.segments)},
                           {"boot", record.boot},
                           {"synced", to_array(record.synced)}};
    std::string text = json::serialize(all);
    text.pop_back();
    const std::string check = check_of(text);
    text += check_key;
    text += check;
    text += "\"}\n";
    return text;
}

std::optional<part_record> parse_part_record(std::string_view text) {
    const auto what = checked(text);
    if (!what) {
        return std::nullopt;
    }
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // an ETag is bytes
    json::error_code problem;
    const auto parsed = json::parse(*what, problem, {}, options);
    const auto* all = problem ? nullptr : parsed.if_object();
    std::uint64_t found_version = 0;
    if (all == nullptr || !read(*all, "version", found_version) || found_version != version) {
        return std::nullopt;
    }
    part_record record;
    auto& part = record.part;
    const bool is_read = read(*all, "url", part.url) && read(*all, "from", part.from) &&
                         read(*all, "etag", part.etag) && read(*all, "last_modified", part.last_modified) &&
                         read(*all, "coding", part.coding) && read_total(*all, part.total) &&
                         read(*all, "segments", part.segments) && read(*all, "boot", record.boot) &&
                         read(*all, "synced", record.synced);
    // They go into requests as they are.
    const bool may_be_sent = http::is_field_value(part.etag) && http::is_field_value(part.last_modified);
    if (!is_read || !may_be_sent || !is_sound(part.segments, part.total) || !is_sound(record.synced, part.total)) {
        return std::nullopt;
    }
    return record;
}

}  // namespace trawl::files
