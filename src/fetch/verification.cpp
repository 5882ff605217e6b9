#include "fetch/verification.hpp"

#include <algorithm>

#include "fetch/job_request.hpp"
#include "fetch/resume.hpp"
#include "http/digest_fields.hpp"

namespace trawl::fetch {

namespace {

void add_digests(const http::headers& reply, std::string_view field, std::vector<files::digest>& to) {
    const auto text = reply.joined(field);
    if (!text) {
        return;
    }
    for (const auto& each : http::parse_digest_field(*text)) {
        const auto algorithm = files::parse_digest_algorithm(each.algorithm);
        if (algorithm && each.bytes.size() == files::size_of(*algorithm)) {
            files::digest value;
            value.algorithm = *algorithm;
            std::ranges::copy(each.bytes, value.bytes.begin());
            to.push_back(value);
        }
    }
}

// "sha256=ba78..." without the name.
std::string hex_of(const files::digest& value) {
    const std::string text = files::to_text(value);
    return text.substr(text.find('=') + 1);
}

}  // namespace

files::expectations expected_of(const request_settings& settings, const job& what, int status,
                                const http::headers& reply) {
    files::expectations must;
    if (what.details) {
        must.digests = what.details->digests;
        must.size = what.details->size;
    }
    const bool is_the_file =
        method_of(settings, what) == "GET" && !has_own_range(settings, what) && !(settings.decodes && is_coded(reply));
    if (must.digests.empty() && settings.verifies_fields && is_the_file) {
        add_digests(reply, "Repr-Digest", must.digests);
        if (status != 206) {
            add_digests(reply, "Content-Digest", must.digests);
        }
    }
    return must;
}

std::string mismatch_text(const files::expectations& must, const files::findings& found) {
    if (must.size && *must.size != found.size) {
        return mismatch_text(found.size, *must.size);
    }
    for (const auto& wanted : must.digests) {
        for (const auto& came : found.digests) {
            if (came.algorithm == wanted.algorithm && came != wanted) {
                return std::string(files::name(wanted.algorithm)) + " is " + hex_of(came) + ", not " + hex_of(wanted);
            }
        }
    }
    return "bytes are missing";
}

std::string mismatch_text(std::uint64_t size, std::uint64_t expected) {
    return "size is " + std::to_string(size) + ", not " + std::to_string(expected);
}

// Nobody has looked how long it really is.
std::string too_much_text(std::uint64_t expected) {
    return "size is over " + std::to_string(expected);
}

}  // namespace trawl::fetch
