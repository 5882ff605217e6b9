#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::crawl {

/// What an `xml_tokenizer` finds. The views are good during the call.
class xml_handler {
public:
    virtual ~xml_handler() = default;

    /// `attributes` is for `xml_attribute`. An empty element, `<a/>`, has no end tag.
    virtual void start_tag(std::string_view name, std::string_view attributes, bool is_empty) = 0;
    virtual void end_tag(std::string_view name) = 0;
    /// A piece of text as it stands there, for `append_xml_text`; of a CDATA section it means what it is.
    virtual void text(std::string_view raw, bool is_cdata) = 0;

protected:
    xml_handler() = default;
    xml_handler(const xml_handler&) = default;
    xml_handler& operator=(const xml_handler&) = default;
};

/// Splits XML into tags and text, in pieces as it comes. It checks nothing, so that documents with mistakes can be read as far as they make
/// sense: whether tags match is the handler's business. Comments, processing instructions and the document type declaration are passed over,
/// with whatever entities that declares.
///
/// Lifetime    The handler must outlive it.
/// Limits      Linear time, keeps at most 16 KiB: a longer tag is passed over.
class xml_tokenizer {
public:
    explicit xml_tokenizer(xml_handler& handler) : handler_(handler) {}

    void feed(std::string_view utf8);
    /// Gives out the text that may have been the start of something.
    void finish();

    /// Whether it stands within a tag, a comment or the like.
    [[nodiscard]] bool is_inside() const noexcept { return state_ != state::text; }

private:
    enum class state : std::uint8_t { text, tag, long_tag, comment, instruction, cdata, declaration, subset };

    // Each takes what it can use from the front of `input`, and whether it needs more to go on.
    bool step(std::string_view& input);
    bool step_text(std::string_view& input);
    bool open_markup(std::string_view& input);
    bool step_tag(std::string_view& input);
    bool step_until(std::string_view& input, std::string_view end);
    bool step_cdata(std::string_view& input);
    bool step_declaration(std::string_view& input);
    bool step_subset(std::string_view& input);
    void take_tag(std::string_view tag);
    void give_text(std::string_view& input, std::size_t size, bool is_cdata);

    xml_handler& handler_;
    std::string waiting_;
    std::size_t scanned_ = 0;  // of a tag
    char quote_ = '\0';        // that a tag or a declaration stands in
    bool is_closed_ = false;   // the last ']' of a subset was read
    state state_ = state::text;
};

/// The value of an attribute, with its references decoded; nullopt: not there.
[[nodiscard]] std::optional<std::string> xml_attribute(std::string_view attributes, std::string_view name);

/// Appends text with its references decoded: character references and XML's five. Others stay as they stand.
void append_xml_text(std::string& out, std::string_view raw);

}  // namespace trawl::crawl
