#include "expect/json_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace trawl::expect {

namespace json = boost::json;

namespace {

std::string_view text(const json::value& of) {
    return {of.get_string().data(), of.get_string().size()};
}

bool is_same_object(const json::object& left, const json::object& right, std::size_t& work) {
    return left.size() == right.size() && std::all_of(left.begin(), left.end(), [&](const auto& member) {
               const auto* other = right.if_contains(member.key());
               return other != nullptr && is_same_json(member.value(), *other, work);
           });
}

class writer {
public:
    writer(std::string& into, std::size_t limit) noexcept : into_(into), limit_(limit) {}

    void write(const json::value& of) {
        if (is_full()) {
            return;
        }
        if (const auto* object = of.if_object()) {
            write_object(*object);
        } else if (const auto* array = of.if_array()) {
            write_array(*array);
        } else if (const auto* floating = of.if_double()) {
            std::array<char, 32> digits{};
            into_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *floating).ptr);
        } else if (of.is_string()) {
            // No character takes less than one byte when it is written.
            into_.append(json::serialize(json::string(text(of).substr(0, limit_ + 1))));
        } else {
            into_.append(json::serialize(of));
        }
    }

private:
    [[nodiscard]] bool is_full() const noexcept { return into_.size() > limit_; }

    void write_object(const json::object& object) {
        char before = '{';
        for (const auto& member : object) {
            if (is_full()) {
                return;
            }
            into_.push_back(std::exchange(before, ','));
            into_.append(json::serialize(json::string(member.key().substr(0, limit_ + 1)))).push_back(':');
            write(member.value());
        }
        into_.append(object.empty() ? "{}" : "}");
    }

    void write_array(const json::array& array) {
        char before = '[';
        for (const auto& element : array) {
            if (is_full()) {
                return;
            }
            into_.push_back(std::exchange(before, ','));
            write(element);
        }
        into_.append(array.empty() ? "[]" : "]");
    }

    std::string& into_;
    std::size_t limit_;
};

}  // namespace

std::optional<long double> number_in(const json::value& of) noexcept {
    if (const auto* whole = of.if_int64()) {
        return static_cast<long double>(*whole);
    }
    if (const auto* whole = of.if_uint64()) {
        return static_cast<long double>(*whole);
    }
    const auto* const other = of.if_double();
    return other == nullptr ? std::nullopt : std::optional<long double>(*other);
}

bool is_same_json(const json::value& left, const json::value& right) {
    std::size_t work = 0;
    return is_same_json(left, right, work);
}

bool is_same_json(const json::value& left, const json::value& right, std::size_t& work) {
    ++work;
    if (left.is_number() && right.is_number()) {
        return *number_in(left) == *number_in(right);
    }
    if (left.kind() != right.kind()) {
        return false;
    }
    switch (left.kind()) {
        case json::kind::string:
            work += std::min(left.get_string().size(), right.get_string().size()) / 64;
            return left.get_string() == right.get_string();
        case json::kind::bool_:
            return left.get_bool() == right.get_bool();
        case json::kind::array:
            return std::equal(left.get_array().begin(), left.get_array().end(), right.get_array().begin(),
                              right.get_array().end(),
                              [&work](const auto& one, const auto& other) { return is_same_json(one, other, work); });
        case json::kind::object:
            return is_same_object(left.get_object(), right.get_object(), work);
        default:
            return true;  // two nulls
    }
}

std::partial_ordering json_order(const json::value& left, const json::value& right) {
    if (left.is_number() && right.is_number()) {
        return *number_in(left) <=> *number_in(right);
    }
    if (left.is_string() && right.is_string()) {
        return text(left) <=> text(right);  // bytes of UTF-8 are in the order of its characters
    }
    return std::partial_ordering::unordered;
}

std::string json_text(const json::value& of, std::size_t limit) {
    std::string made;
    writer(made, limit).write(of);
    if (made.size() > limit) {
        constexpr std::string_view ellipsis = "...";
        auto end = limit > ellipsis.size() ? limit - ellipsis.size() : 0;
        while (end > 0 && (static_cast<unsigned char>(made[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        made.resize(end);
        made.append(ellipsis);
    }
    return made;
}

}  // namespace trawl::expect
