#include "batch/entry_builder.hpp"
#include "batch/entry_text.hpp"

#include "base/utf8.hpp"
#include "files/name.hpp"

namespace trawl::batch {

namespace {

bool has_control(std::string_view text) {
    while (!text.empty()) {
        const base::utf8_character next = base::decode_utf8(text);
        if (next.is_valid && base::is_unsafe_on_screen(next.point)) {
            return true;
        }
        text.remove_prefix(next.length);
    }
    return false;
}

std::string_view reason_against_part(std::string_view part) {
    if (part.empty()) {
        return "has an empty part";
    }
    if (part == "." || part == "..") {
        return "has a part \".\" or \"..\"";
    }
    if (part.size() > files::max_name_size) {
        return "has a part of over 245 bytes";
    }
    if (part == ".trawl") {
        return "is in .trawl, where trawl keeps its own";
    }
    return {};
}

}  // namespace

std::string_view reason_against_name(std::string_view name) {
    if (name.starts_with('/')) {
        return "begins with '/'; names are relative to the output folder";
    }
    if (has_control(name)) {
        return "holds a control character";
    }
    for (const std::string_view ending : {".part", ".part.json"}) {
        if (name.ends_with(ending)) {
            return "ends as the names of unfinished files do";
        }
    }
    std::string_view rest = name;
    while (!rest.empty()) {
        if (const auto reason = reason_against_part(take_until(rest, '/')); !reason.empty()) {
            return reason;
        }
    }
    return {};
}

}  // namespace trawl::batch
