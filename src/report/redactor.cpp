#include "report/redactor.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "http/base64.hpp"
#include "output/json.hpp"
#include "report/spelling.hpp"

namespace trawl::report {

namespace {

constexpr std::string_view hidden = "***";

// Fewer are looked for one by one.
constexpr std::ptrdiff_t few = 4;

/// A byte of what is sought, as it is ordered; before all bytes: it has ended.
int byte_at(std::string_view sought, std::size_t depth, bool is_base64) noexcept {
    return depth < sought.size() ? static_cast<unsigned char>(folded(sought[depth], is_base64)) : -1;
}

}  // namespace

struct redactor::progress {
    std::size_t depth;
    std::size_t least;
};

/// In the order of their bytes.
auto redactor::goes_before(bool is_base64) noexcept {
    return [is_base64](std::string_view left, std::string_view right) {
        return std::ranges::lexicographical_compare(
            left, right, {}, [=](char c) { return static_cast<unsigned char>(folded(c, is_base64)); },
            [=](char c) { return static_cast<unsigned char>(folded(c, is_base64)); });
    };
}

struct redactor::found {
    std::size_t begin = 0;
    std::size_t end = 0;
};

redactor::redactor(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        add(secret);
    }
}

redactor redactor::with(const std::string& secret) const {
    redactor made = *this;
    made.add(secret);
    return made;
}

bool redactor::add(const std::string& secret) {
    if (secret.empty() || has(secret)) {
        return false;
    }
    needle as_it_is;
    as_it_is.text = secret;
    keep(std::move(as_it_is));
    for (std::size_t offset = 0; offset < 3 && secret.size() >= shortest_part; ++offset) {
        add_base64(secret, offset);
    }
    return true;
}

bool redactor::has(const std::string& secret) const {
    const auto [first, last] = std::ranges::equal_range(order_[0], std::string_view(secret), goes_before(false),
                                                        [&](std::uint32_t which) { return text_of(which); });
    return std::any_of(first, last, [&](std::uint32_t which) { return text_of(which) == secret; });
}

void redactor::keep(needle which) {
    longest_ = std::max(longest_, which.text.size());
    for (std::size_t byte = 0; byte < starts_.size(); ++byte) {
        if (is_same(static_cast<char>(byte), which.text[0], which.is_base64)) {
            starts_.set(byte);
        }
    }
    for (const char each : escape_starts) {
        starts_.set(static_cast<unsigned char>(each));
    }
    auto& order = order_[which.is_base64 ? 1 : 0];
    const auto behind = std::ranges::upper_bound(order, std::string_view(which.text), goes_before(which.is_base64),
                                                 [&](std::uint32_t other) { return text_of(other); });
    order.insert(behind, static_cast<std::uint32_t>(needles_.size()));
    needles_.push_back(std::move(which));
}

/// Behind `offset` unknown bytes and before others: the characters that depend on the secret alone.
void redactor::add_base64(const std::string& secret, std::size_t offset) {
    const std::size_t begin = (offset * 8 + 5) / 6;
    const std::size_t bits = (offset + secret.size()) * 8;
    needle each;
    each.text = http::base64(std::string(offset, '\0') + secret).substr(begin, bits / 6 - begin);
    each.is_base64 = true;
    each.has_part_before = offset > 0;
    each.has_part_behind = bits % 6 != 0;
    keep(std::move(each));
}

void redactor::look_for(const needle& which, std::string_view text, std::size_t at, found& longest) {
    std::size_t length = 0;
    const std::size_t enough = std::max(shortest_part, (which.text.size() + 1) / 2);
    for (const spelling how : spellings) {
        length = std::max(length, matched(text.substr(at), which.text, enough, which.is_base64, how));
    }
    if (length == 0) {
        return;
    }
    std::size_t end = at + length;
    if (which.has_part_behind && end < text.size() && is_base64_letter(text[end])) {
        ++end;
    }
    while (which.is_base64 && end < text.size() && text[end] == '=') {
        ++end;
    }
    const bool has_more_before = which.has_part_before && at > 0 && is_base64_letter(text[at - 1]);
    longest.begin = std::min(longest.begin, has_more_before ? at - 1 : at);
    longest.end = std::max(longest.end, end);
}

/// Calls `take` with those that the text may begin with, in any spelling, whole or cut off behind `least` bytes: with all of these,
/// and some more.
template <class Take>
void redactor::each_candidate(std::string_view text, std::size_t least, const Take& take) const {
    for (const auto& order : order_) {
        narrow({order.begin(), order.end()}, {0, least}, text, take);
    }
}

/// Of needles that agree in the bytes that the text had before: those that go on as it does.
template <class Take>
void redactor::narrow(range among, progress done, std::string_view rest, const Take& take) const {
    const auto [depth, least] = done;
    if (among.end() - among.begin() <= few || (depth >= least && is_cut(rest))) {
        std::ranges::for_each(among, [&](std::uint32_t which) { take(needles_[which]); });
        return;
    }
    const bool is_base64 = needles_[among.front()].is_base64;
    const auto narrowed = [&](range from, std::size_t at, int byte) {
        return range(std::ranges::equal_range(
            from, byte, {}, [&](std::uint32_t which) { return byte_at(text_of(which), at, is_base64); }));
    };
    std::ranges::for_each(narrowed(among, depth, -1), [&](std::uint32_t which) { take(needles_[which]); });
    if (rest.empty()) {
        return;
    }
    for (const written& next : first_of(rest)) {
        range left = among;
        for (std::size_t i = 0; i < next.meant.size(); ++i) {
            left = narrowed(left, depth + i, byte_at(next.meant, i, is_base64));
        }
        if (!left.empty()) {
            narrow(left, {depth + next.meant.size(), least}, rest.substr(next.length), take);
        }
    }
}

redactor::found redactor::longest_at(std::string_view text, std::size_t at) const {
    found longest{at, at};
    each_candidate(text.substr(at), shortest_part, [&](const needle& each) { look_for(each, text, at, longest); });
    return longest;
}

std::size_t redactor::end_of_whole(std::string_view text) const {
    constexpr std::size_t longest_spelling = 6;
    for (std::size_t at = text.size() - std::min(text.size(), longest_ * longest_spelling); at < text.size(); ++at) {
        const auto is_begun = [&](const needle& each) {
            return std::ranges::any_of(spellings, [&](spelling how) {
                const std::size_t length = matched(text.substr(at), each.text, 1, each.is_base64, how);
                return at + length == text.size();
            });
        };
        bool is_any = false;
        if (starts_[static_cast<unsigned char>(text[at])]) {
            each_candidate(text.substr(at), 1, [&](const needle& each) { is_any = is_any || is_begun(each); });
        }
        if (is_any) {
            return at;
        }
    }
    return text.size();
}

std::string redactor::operator()(std::string_view text) const {
    std::string out;
    std::size_t kept = 0;  // what is before is in `out`
    found last;            // not in `out` yet
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!starts_[static_cast<unsigned char>(text[at])]) {
            continue;
        }
        found next = longest_at(text, at);
        if (next.begin == next.end) {
            continue;
        }
        if (next.begin < last.end) {
            last.end = std::max(last.end, next.end);
            kept = last.end;
            continue;
        }
        out.append(text, kept, next.begin - kept).append(hidden);
        last = next;
        kept = last.end;
    }
    return out.append(text, kept);
}

namespace {

/// The end of the string that begins at `start` with its quote; the end of the text if it does not end.
std::size_t end_of_string(std::string_view json, std::size_t start) {
    for (std::size_t at = start + 1; at < json.size(); ++at) {
        if (json[at] == '\\') {
            ++at;
        } else if (json[at] == '"') {
            return at + 1;
        }
    }
    return json.size();
}

bool is_key(std::string_view behind) {
    const std::size_t next = behind.find_first_not_of(" \t\r\n");
    return next != std::string_view::npos && behind[next] == ':';
}

}  // namespace

std::string redactor::in_json(std::string_view json) const {
    std::string out;
    std::size_t at = 0;
    while (!is_empty() && at < json.size()) {
        const std::size_t start = std::min(json.find('"', at), json.size());
        const std::size_t end = start == json.size() ? start : end_of_string(json, start);
        const std::string_view written = json.substr(start, end - start);
        out.append(json, at, start - at);
        at = end;
        if (written.empty() || is_key(json.substr(end))) {
            out += written;
            continue;
        }
        boost::system::error_code why;
        const boost::json::value value = boost::json::parse(written, why);
        if (why) {
            out += (*this)(written);
            continue;
        }
        const std::string_view text{value.get_string().data(), value.get_string().size()};
        const std::string safe = (*this)(text);
        if (safe == text) {
            out += written;
        } else {
            output::append_json_string(out, safe);
        }
    }
    return out.append(json, at);
}

}  // namespace trawl::report
