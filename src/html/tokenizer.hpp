#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "html/place.hpp"
#include "html/tag.hpp"

namespace trawl::html {

/// Takes what a tokenizer finds. The views end with the call.
class token_sink {
public:
    virtual ~token_sink() = default;

    virtual void on_tag(const tag& found) = 0;

    /// A piece of text, references not decoded; only while it is wanted.
    virtual void on_text(std::string_view raw, std::size_t offset) = 0;
};

/// How what follows a start tag is read.
enum class content_model : std::uint8_t {
    data,
    raw,  ///< up to the element's end tag, tags and comments are text: RCDATA and RAWTEXT
    script,
    plaintext,  ///< everything is text
};

/// The tokenization of HTML (HTML standard, section 13.2.5) of a document that comes in pieces: tags, text and nothing else.
///
/// Limits      Linear time. Memory: an unfinished tag; attributes count as far as they end in its first MiB.
class tokenizer {
public:
    explicit tokenizer(token_sink& sink) : sink_(sink) {}

    /// The next bytes, in UTF-8.
    void feed(std::string_view bytes);
    /// Nothing follows. What is not whole is dropped, but for text.
    void finish();

    // What the sink asks for while it has a tag.
    void read_as(content_model model) noexcept { next_model_ = model; }
    void want_text(bool wanted) noexcept { wants_text_ = wanted; }
    /// Whether "<![CDATA[" starts text, as in SVG and MathML.
    void allow_cdata(bool allowed) noexcept { allows_cdata_ = allowed; }

    /// Where this offset is. Requires offsets that do not fall, from one call to the next, and that the piece being read has.
    [[nodiscard]] place place_of(std::size_t offset) noexcept;

    /// Whether a tag was too long to be known in full.
    [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }

private:
    enum class state : std::uint8_t { data, tag, comment_start, comment, bogus_comment, cdata, raw, script, plaintext };
    enum class tag_step : std::uint8_t {
        name,
        before_attribute,
        attribute_name,
        after_attribute_name,
        before_value,
        double_quoted,
        single_quoted,
        unquoted,
    };
    enum class script_mode : std::uint8_t { plain, escaped, double_escaped };

    // Each reads on from at_; false if it needs more bytes.
    bool step();
    bool read_data();
    bool read_markup();
    bool read_declaration();
    bool read_tag();
    bool read_comment_start();
    bool read_comment();
    bool read_bogus_comment();
    bool read_cdata();
    bool read_raw();
    bool read_script();
    bool read_plaintext();

    void start_tag(bool is_end);
    bool scan_tag();
    void scan_name(std::string_view text);
    bool scan_attribute_start(std::string_view text);
    void scan_attribute_name(std::string_view text);
    void scan_behind_name(std::string_view text);
    void scan_value_start(std::string_view text);
    void scan_quoted(std::string_view text, char quote);
    void scan_unquoted(std::string_view text);
    void end_attribute(std::size_t start, std::size_t end);
    void emit_tag();
    void cut_tag();
    void enter_text();

    bool read_script_plain();
    bool read_script_escaped();
    bool read_markup_in_escaped(std::size_t at);
    bool need_more(std::size_t keep_from, std::size_t scanned_to) noexcept;
    void give_text(std::size_t end);
    void skip_to(std::size_t at, state next) noexcept;
    [[nodiscard]] char byte(std::size_t at) const noexcept { return view_[at]; }

    static constexpr std::size_t max_tag_size = 1024 * 1024;

    token_sink& sink_;
    std::string_view view_;          // what is read: a piece, or rest_
    std::string rest_;               // what waits for more bytes
    std::size_t at_ = 0;             // in view_: read up to here
    std::size_t scanned_ = 0;        // bytes behind at_ that were looked at already
    std::size_t view_offset_ = 0;    // of view_ in the document
    std::size_t placed_offset_ = 0;  // of place_
    place place_;

    state state_ = state::data;
    content_model next_model_ = content_model::data;
    bool wants_text_ = false;
    bool allows_cdata_ = false;
    bool is_cut_ = false;
    script_mode script_ = script_mode::plain;
    std::string_view raw_name_;  // of the element whose end tag ends the text

    tag tag_;
    tag_step step_ = tag_step::name;
    word_key attribute_key_;
    attribute attribute_ = attribute::other;
    std::size_t value_start_ = 0;   // in the tag
    bool ends_with_value_ = false;  // a '/' before the '>' is a part of it
    bool is_overlong_ = false;      // it was told already; its rest is passed over
};

}  // namespace trawl::html
