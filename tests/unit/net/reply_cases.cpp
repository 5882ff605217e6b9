#include "unit/net/reply_cases.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>

#include "support/replies.hpp"
#include "support/sha256.hpp"

namespace trawl::test {

namespace {

namespace json = boost::json;

constexpr std::size_t endless_size = std::size_t{1} << 19;

// The expansion limit ends it long before.
constexpr std::size_t bomb_size = std::size_t{16} << 20;

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

std::string from_base64(const json::value& value) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char digit : value.as_string()) {
        const std::size_t at = alphabet.find(digit);
        if (at == std::string_view::npos) {
            break;
        }
        bits = (bits << 6 | static_cast<std::uint32_t>(at)) & 0xffffffU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xffU);
        }
    }
    return bytes;
}

std::string repeated(const std::string& piece, std::size_t times) {
    std::string bytes;
    for (std::size_t i = 0; i < times; ++i) {
        bytes += piece;
    }
    return bytes;
}

void add_segment(const json::object& segment, reply_case& into) {
    if (segment.contains("sleep")) {
        into.steps.push_back(step::pause{std::chrono::milliseconds(segment.at("sleep").to_number<int>())});
    } else if (segment.contains("forever")) {
        const std::string piece = from_base64(segment.at("forever"));
        into.bytes += repeated(piece, endless_size / piece.size() + 1);
        into.steps.push_back(step::send_endlessly{piece});
    } else if (segment.contains("drip")) {
        const json::array& drip = segment.at("drip").as_array();
        const std::string bytes = from_base64(drip.at(0));
        into.bytes += bytes;
        into.steps.push_back(step::drip{bytes});
    } else {
        std::string bytes;
        if (segment.contains("rep")) {
            const json::array& rep = segment.at("rep").as_array();
            bytes = repeated(from_base64(rep.at(0)), rep.at(1).to_number<std::size_t>());
        } else if (segment.contains("gzbomb")) {
            bytes = reply::gzip_bytes(std::string(bomb_size, '\0'));
        } else {
            bytes = from_base64(segment.at("b64"));
        }
        into.bytes += bytes;
        into.steps.push_back(step::send{bytes});
    }
}

reply_case make_case(const json::object& from) {
    const json::object& expect = from.at("expect").as_object();
    reply_case made{.name = text(from.at("name")),
                    .level = text(from.at("level")),
                    .method = text(from.at("method")),
                    .after = text(from.at("after")),
                    .outcome = text(expect.at("outcome")),
                    .bytes = {},
                    .steps = {},
                    .bodies = {},
                    .body_hashes = {}};
    for (const json::value& segment : from.at("segments").as_array()) {
        add_segment(segment.as_object(), made);
    }
    if (made.after == "close") {
        made.steps.push_back(step::close{});
    } else if (made.after == "rst") {
        made.steps.push_back(step::reset{});
    } else if (made.after == "stall") {
        made.steps.push_back(step::stall{});
    }
    if (const json::value* bodies = expect.if_contains("bodies_b64")) {
        for (const json::value& body : bodies->as_array()) {
            made.bodies.push_back(from_base64(body));
        }
    }
    if (const json::value* hashes = expect.if_contains("bodies_sha256")) {
        for (const json::value& hash : hashes->as_array()) {
            made.body_hashes.push_back(text(hash));
        }
    }
    return made;
}

}  // namespace

bool reply_case::allows(std::string_view body) const {
    if (bodies.empty() && body_hashes.empty()) {
        return true;
    }
    return std::find(bodies.begin(), bodies.end(), body) != bodies.end() ||
           std::find(body_hashes.begin(), body_hashes.end(), sha256(body)) != body_hashes.end();
}

std::vector<reply_case> load_reply_cases() {
    std::vector<reply_case> cases;
    const std::filesystem::path file = TRAWL_VECTORS "/http_replies.json";
    if (std::filesystem::exists(file)) {
        std::ifstream in(file);
        const json::value all = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
        for (const json::value& value : all.at("cases").as_array()) {
            cases.push_back(make_case(value.as_object()));
        }
    }
    return cases;
}

}  // namespace trawl::test
