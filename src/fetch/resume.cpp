#include "fetch/resume.hpp"

#include <algorithm>

#include "http/content_range.hpp"
#include "http/field_syntax.hpp"

namespace trawl::fetch {

namespace {

constexpr std::string_view several_parts = "multipart/byteranges";

http::validator validator_in(const files::part_state& part) {
    return {part.etag, part.last_modified};
}

bool is_from_a_place(const files::part_state& part, const job& what) {
    for (std::size_t i = 0; i < what.place_count(); ++i) {
        if (part.url == part_url(what.place(i))) {
            return true;
        }
    }
    return false;
}

bool agree(std::optional<std::uint64_t> a, std::optional<std::uint64_t> b) noexcept {
    return !a || !b || *a == *b;
}

bool differs_in_query_only(const std::string& known, const http::url& where) {
    const auto before = http::parse_url(known);
    return before && before->same_origin(where) && before->path() == where.path();
}

bool agrees_wholly(const files::part_state& part, const http::headers& reply) {
    const http::validator now = http::validator_of(reply);
    const auto range = http::content_range_of(reply);
    return http::is_strong_etag(part.etag) && part.etag == now.etag && !part.last_modified.empty() &&
           part.last_modified == now.last_modified && part.total && range && range->total == part.total;
}

// Two files of one server can have the same ETag, when it is made of their size and time.
bool is_other_source(const files::part_state& part, const http::headers& reply, const http::url& where) {
    return part.from != part_url(where) && !(differs_in_query_only(part.from, where) && agrees_wholly(part, reply));
}

// A part has to say of which version it is (RFC 9110 section 15.3.7): there are servers that know Range and not If-Range.
// A digest tells of any mixture in the end.
bool is_other_version(const files::part_state& part, const http::headers& reply, const http::url& where, trust why) {
    return why == trust::validator &&
           (!http::confirms(validator_in(part), reply) || is_other_source(part, reply, where));
}

// The bytes are those of the representation that is there, as one run.
bool is_of_other_form(const files::part_state& part, const http::headers& reply, bool decodes) {
    return coding_of(reply) != part.coding || (decodes && is_coded(reply)) ||
           http::same_name(reply.get("Content-Type").value_or("").substr(0, several_parts.size()), several_parts);
}

range_reply judge_part(const wanted_range& asked, const files::part_state& part, const http::headers& reply) {
    const auto found = http::content_range_of(reply);
    if (!found || !found->part || found->part->first != asked.first || !agree(found->total, part.total)) {
        return range_reply::ask_again;
    }
    const auto total = found->total ? found->total : part.total;
    if (asked.last ? found->part->last != *asked.last : !total || found->part->last + 1 != *total) {
        return range_reply::ask_again;
    }
    const auto length = reply.get("Content-Length");
    const auto size = length ? http::parse_number(*length) : std::nullopt;
    return agree(size, found->part->last - found->part->first + 1) ? range_reply::go_on : range_reply::ask_again;
}

range_reply judge_unsatisfied(const files::part_state& part, const http::headers& reply) {
    const auto found = http::content_range_of(reply);
    // The length may be that without a coding.
    const bool tells_nothing = !part.total && !part.coding.empty();
    if (!found || found->part || !agree(found->total, part.total) || part.segments.empty() || tells_nothing) {
        return range_reply::ask_again;
    }
    const bool is_gapless = std::ranges::all_of(part.segments.begin(), part.segments.end() - 1,
                                                [](const files::segment& each) { return each.at == each.end; });
    return is_gapless && part.segments.back().at == *found->total ? range_reply::complete : range_reply::ask_again;
}

}  // namespace

std::string wanted_range::text() const {
    return "bytes=" + std::to_string(first) + "-" + (last ? std::to_string(*last) : std::string());
}

std::string part_url(const http::url& place) {
    std::string text = place.without_credentials().href();
    if (const auto fragment = text.find('#'); fragment != text.npos) {
        text.resize(fragment);
    }
    return text;
}

trust trust_in(const files::part_state& part, const job& what, std::size_t place) {
    const job_details* details = what.details.get();
    if (files::kept_size(part) == 0 || (details != nullptr && !agree(details->size, part.total))) {
        return trust::none;
    }
    if (!http::if_range(validator_in(part)).empty() && part.url == part_url(what.place(place))) {
        return trust::validator;
    }
    const bool has_digest = details != nullptr && !details->digests.empty();
    return has_digest && is_from_a_place(part, what) ? trust::digest : trust::none;
}

const files::segment* first_missing(const std::vector<files::segment>& segments) noexcept {
    const auto found = std::ranges::find_if(segments, [](const files::segment& each) { return each.at < each.end; });
    return found == segments.end() ? nullptr : &*found;
}

wanted_range range_of(const files::segment& missing, const files::part_state& part, trust why) {
    wanted_range range;
    range.first = missing.at;
    if (missing.end != files::segment::open_end && missing.end != part.total) {
        range.last = missing.end - 1;
    }
    if (why == trust::validator) {
        range.if_range = http::if_range(validator_in(part));
    }
    return range;
}

range_reply judge(const wanted_range& asked, const files::part_state& part, trust why, int status,
                  const http::headers& reply, const http::url& where, bool decodes) {
    switch (status) {
        case 206:
            if (is_other_version(part, reply, where, why) || is_of_other_form(part, reply, decodes)) {
                return range_reply::ask_again;
            }
            return judge_part(asked, part, reply);
        case 416:
            return why == trust::validator &&
                           (http::contradicts(validator_in(part), reply) || is_other_source(part, reply, where))
                       ? range_reply::ask_again
                       : judge_unsatisfied(part, reply);
        case 204:
        case 205:
            return range_reply::other;  // no content is not the whole
        default:
            return status >= 200 && status < 300 ? range_reply::whole : range_reply::other;
    }
}

std::string coding_of(const http::headers& reply) {
    return is_coded(reply) ? *reply.joined("Content-Encoding") : std::string();
}

bool is_coded(const http::headers& reply) {
    const auto codings = reply.joined("Content-Encoding");
    return codings && std::ranges::any_of(http::split_list(*codings),
                                          [](std::string_view coding) { return !http::same_name(coding, "identity"); });
}

}  // namespace trawl::fetch
