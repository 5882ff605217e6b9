#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::http {

/// Header fields in the order of the message (RFC 9110 section 5). Names compare without case; a name may come more than once.
///
/// Lifetime    Views that it gives live until it is changed or destroyed.
/// Threads     A value: distinct objects may be used by distinct threads.
class headers {
public:
    struct field {
        std::string_view name;
        std::string_view value;
    };

    /// Appends a field, after those that have its name already. Requires `is_token(name)` and `is_field_value(value)`.
    void add(std::string_view name, std::string_view value);

    /// Puts one field in the place of all that have this name. Requirements as for `add`.
    void set(std::string_view name, std::string_view value);

    /// Removes every field of this name; how many they were.
    std::size_t erase(std::string_view name);

    void clear() noexcept;

    /// Makes room for so many fields, with so many bytes of names and values: adding them allocates nothing more.
    void reserve(std::size_t fields, std::size_t bytes);

    /// The first value of this name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;

    [[nodiscard]] bool contains(std::string_view name) const noexcept;

    /// Every value of this name, in order.
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

    /// Every value of this name joined by ", " (RFC 9110 section 5.3); nullopt if there is none. Not for Set-Cookie.
    [[nodiscard]] std::optional<std::string> joined(std::string_view name) const;

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    /// The field at this place. Requires index < size().
    [[nodiscard]] field operator[](std::size_t index) const noexcept;

private:
    struct place {
        std::size_t start;
        std::size_t name_size;
        std::size_t value_size;
    };
    [[nodiscard]] bool is_named(const place& at, std::string_view name) const noexcept;
    [[nodiscard]] std::string_view value_at(const place& at) const noexcept;

    // All text stands in one string: a reply's head costs two allocations, and none when the object is used again.
    std::string text_;
    std::vector<place> places_;
};

/// Whether this may be a field name or a method (RFC 9110 section 5.6.2).
[[nodiscard]] bool is_token(std::string_view text) noexcept;

/// Whether this may be sent as a field value: no CR, LF, NUL nor other control character but tab (RFC 9110 section 5.5).
[[nodiscard]] bool is_field_value(std::string_view text) noexcept;

/// Whether the two are the same but for ASCII case.
[[nodiscard]] bool same_name(std::string_view left, std::string_view right) noexcept;

}  // namespace trawl::http
