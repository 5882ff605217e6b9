#include "files/name_template.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "files/name.hpp"
#include "files/sha256.hpp"
#include "url/percent.hpp"

namespace trawl::files {

namespace {

constexpr std::size_t max_digits = 20;

std::string padded(std::uint64_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::string sha256_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    sha256 hash;
    hash.update(text);
    std::string out;
    for (const unsigned char byte : hash.finish()) {
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

std::string_view last_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// A path that is too long: the folders that fit, and the name with a hash of the whole.
std::string shortened(std::string path) {
    if (path.size() <= max_path_size) {
        return path;
    }
    std::array<char, 16> hash{};
    const auto end = std::to_chars(hash.data(), hash.data() + hash.size(), name_hash(path), 16);
    const std::string name = name_with(last_of(path), '-' + std::string(hash.data(), end.ptr));
    path.resize(path.rfind('/', max_path_size - name.size() - 1) + 1);
    return path + name;
}

}  // namespace

// Collects what the pieces come to: components that are made safe when they are whole.
class name_builder {
public:
    name_builder(const http::url& url, std::uint64_t number) : url_(url), number_(number) {}

    void add(const name_template::piece& piece) {
        using enum name_template::field;
        switch (piece.what) {
            case text:
                return add_text(piece.text);
            case host:
                return add_value(url_.host_field());
            case path:
                return add_path();
            case basename:
                return add_value(safe_name(url_));
            case stem:
                return add_value(split_name().first);
            case extension:
                return add_value(split_name().second);
            case query:
                return add_value(http::percent_decoded(url_.query().substr(url_.query().empty() ? 0 : 1)));
            case query_with_mark:
                return add_value(http::percent_decoded(url_.query()));
            case number:
                return add_value(padded(number_, piece.width));
            case sha256:
                return add_hash(piece.width);
        }
    }

    [[nodiscard]] std::string finish() {
        end_component();
        return shortened(std::move(path_));
    }

private:
    void add_value(std::string_view value) { component_ += value; }

    void add_text(std::string_view text) {
        for (const char c : text) {
            if (c == '/') {
                end_component();
                path_ += '/';
            } else {
                component_ += c;
            }
        }
    }

    void add_path() {
        std::string_view rest = url_.path().substr(1);
        for (std::size_t end = rest.find('/'); end != std::string_view::npos; end = rest.find('/')) {
            add_value(http::percent_decoded(rest.substr(0, end)));
            add_text("/");
            rest.remove_prefix(end + 1);
        }
        add_value(rest.empty() ? "index.html" : http::percent_decoded(rest));
    }

    void add_hash(std::size_t width) {
        const http::url bare = url_.without_credentials();
        add_value(std::string_view(sha256_hex(bare.href())).substr(0, width == 0 ? std::string_view::npos : width));
    }

    [[nodiscard]] std::pair<std::string, std::string> split_name() const {
        const std::string name = safe_name(url_);
        const std::size_t dot = extension_start(name);
        return {name.substr(0, dot), dot == name.size() ? std::string() : name.substr(dot + 1)};
    }

    void end_component() {
        path_ += safe_component(component_);
        component_.clear();
    }

    const http::url& url_;
    std::uint64_t number_;
    std::string path_;
    std::string component_;  // what is there of the next one
};

class name_template_parser {
public:
    explicit name_template_parser(std::string_view text) : text_(text) {}

    boost::system::result<name_template, name_template::parse_error> parse() {
        while (at_ < text_.size() && !failure_) {
            const char c = text_[at_];
            if ((c == '{' || c == '}') && text_.substr(at_ + 1, 1) == text_.substr(at_, 1)) {
                add_text(c);
                at_ += 2;
            } else if (c == '{') {
                parse_field();
            } else if (c == '}') {
                fail(at_, "'}' without '{' (a brace itself is written twice)");
            } else {
                parse_character(c);
            }
        }
        if (!failure_) {
            check_component(text_.size());
        }
        if (failure_) {
            return std::move(*failure_);
        }
        return std::move(made_);
    }

private:
    using field = name_template::field;

    void fail(std::size_t position, std::string reason) { failure_ = {position, std::move(reason)}; }

    void add_text(char c) {
        if (made_.pieces_.empty() || made_.pieces_.back().what != field::text) {
            made_.pieces_.emplace_back();
        }
        made_.pieces_.back().text += c;
    }

    void parse_character(char c) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            return fail(at_, "a control character");
        }
        if (c == '/') {
            check_component(at_);
            component_start_ = at_ + 1;
        }
        add_text(c);
        ++at_;
    }

    void check_component(std::size_t end) {
        const auto component = text_.substr(component_start_, end - component_start_);
        if (component.empty()) {
            fail(component_start_, component_start_ == 0 && end < text_.size() ? "a path from the root" : "no name");
        } else if (component == "." || component == "..") {
            fail(component_start_, "'" + std::string(component) + "' is no name");
        }
    }

    void parse_field() {
        const std::size_t end = text_.find('}', at_);
        if (end == std::string_view::npos) {
            return fail(at_, "'{' without '}' (a brace itself is written twice)");
        }
        const auto inside = text_.substr(at_ + 1, end - at_ - 1);
        const auto colon = inside.find(':');
        const auto known = field_of(inside.substr(0, colon));
        if (!known) {
            return fail(at_, "{" + std::string(inside) +
                                 "} is none of {host} {path} {basename} {stem} {ext} {query} "
                                 "{n} {sha256}");
        }
        name_template::piece piece{*known, {}, 0};
        if (colon != std::string_view::npos && !parse_width(piece, inside.substr(colon + 1))) {
            return fail(at_, "{" + std::string(inside) +
                                 "}: a number of digits stands behind ':' in {n:06} and "
                                 "{sha256:8}");
        }
        made_.pieces_.push_back(std::move(piece));
        at_ = end + 1;
    }

    static std::optional<field> field_of(std::string_view name) {
        constexpr std::array<std::pair<std::string_view, field>, 8> fields{{{"host", field::host},
                                                                            {"path", field::path},
                                                                            {"basename", field::basename},
                                                                            {"stem", field::stem},
                                                                            {"ext", field::extension},
                                                                            {"query", field::query},
                                                                            {"n", field::number},
                                                                            {"sha256", field::sha256}}};
        for (const auto& [known, what] : fields) {
            if (known == name) {
                return what;
            }
        }
        return std::nullopt;
    }

    static bool parse_width(name_template::piece& piece, std::string_view digits) {
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), piece.width);
        const std::size_t most = piece.what == field::number ? max_digits : piece.what == field::sha256 ? 64 : 0;
        return failure == std::errc{} && end == digits.data() + digits.size() && piece.width > 0 && piece.width <= most;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t component_start_ = 0;
    name_template made_;
    std::optional<name_template::parse_error> failure_;
};

boost::system::result<name_template, name_template::parse_error> name_template::parse(std::string_view text) {
    return name_template_parser(text).parse();
}

name_template name_template::tree() {
    name_template made;
    made.pieces_ = {{field::host, {}, 0}, {field::text, "/", 0}, {field::path, {}, 0}, {field::query_with_mark, {}, 0}};
    return made;
}

std::string name_template::name_for(const http::url& url, std::uint64_t number) const {
    if (pieces_.empty()) {
        return safe_name(url);
    }
    name_builder builder(url, number);
    for (const piece& each : pieces_) {
        builder.add(each);
    }
    return builder.finish();
}

}  // namespace trawl::files
