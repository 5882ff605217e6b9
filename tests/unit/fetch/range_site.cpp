#include "unit/fetch/range_site.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>

namespace trawl::fetch {

namespace {

constexpr auto date = "Mon, 02 Mar 2026 12:00:00 GMT";

void add_version(version_reply& to, const file_version& file) {
    to.fields.emplace_back("Date", date);
    if (!file.etag.empty()) {
        to.fields.emplace_back("ETag", file.etag);
    }
    if (!file.last_modified.empty()) {
        to.fields.emplace_back("Last-Modified", file.last_modified);
    }
}

}  // namespace

version_reply& version_reply::set(const std::string& name, const std::string& value) {
    std::erase_if(fields, [&name](const auto& each) { return each.first == name; });
    if (!value.empty()) {
        fields.emplace_back(name, value);
    }
    return *this;
}

test::script version_reply::whole() const {
    return broken_off(body.size());
}

test::script version_reply::broken_off(std::size_t sent) const {
    auto all = fields;
    all.emplace_back("Content-Length", std::to_string(body.size()));
    test::script steps{test::step::send{test::reply::head(status, all) + body.substr(0, sent)}};
    if (sent < body.size()) {
        steps.emplace_back(test::step::close{});
    }
    return steps;
}

version_reply answer(const file_version& file, const test::received_request& asked) {
    version_reply reply;
    add_version(reply, file);
    const std::string range = asked.field("Range");
    const std::string condition = asked.field("If-Range");
    const bool is_same = condition.empty() || condition == file.etag || condition == file.last_modified;
    if (file.knows_ranges) {
        reply.fields.emplace_back("Accept-Ranges", "bytes");
    }
    if (!file.knows_ranges || !range.starts_with("bytes=") || !is_same) {
        reply.body = file.body;
        return reply;
    }
    char* rest = nullptr;
    const std::size_t first = std::strtoull(range.c_str() + 6, &rest, 10);
    const std::size_t wanted = rest[1] == '\0' ? file.body.size() : std::strtoull(rest + 1, nullptr, 10) + 1;
    const std::size_t last = std::min(wanted, file.body.size());
    const std::string total = std::to_string(file.body.size());
    if (first >= file.body.size()) {
        reply.status = 416;
        reply.fields.emplace_back("Content-Range", "bytes */" + total);
        return reply;
    }
    reply.status = 206;
    reply.fields.emplace_back("Content-Range",
                              "bytes " + std::to_string(first) + "-" + std::to_string(last - 1) + "/" + total);
    reply.body = file.body.substr(first, last - first);
    return reply;
}

std::string content(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; i += sizeof(std::uint32_t)) {
        const auto four = static_cast<std::uint32_t>(random());
        std::memcpy(text.data() + i, &four, std::min(sizeof four, size - i));
    }
    return text;
}

}  // namespace trawl::fetch
