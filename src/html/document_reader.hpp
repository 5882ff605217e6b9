#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "html/link.hpp"
#include "trawl/http/url.hpp"

namespace trawl::html {

/// What a document is read for.
struct reading_options {
    /// Where it was found: links are relative to it unless it has a base element.
    http::url location;
    /// XHTML that is read as XML by those who show it: every element may be closed in its start tag ("<script src='x'/>").
    bool is_xml = false;
    bool keeps_text = false;
    bool keeps_ids = false;
    /// Whether the actions of forms that are sent by GET are links.
    bool takes_forms = false;
    std::size_t max_links = 100'000;
    /// Bytes of text that are kept.
    std::size_t max_text = 1024 * 1024;
    std::size_t max_ids = 100'000;

    explicit reading_options(http::url where) : location(std::move(where)) {}
};

/// What a document says.
struct document {
    /// The text of the first title element, blanks collapsed.
    std::string title;
    /// What a reader would see: a line a block, blanks collapsed. Only if it was wanted.
    std::string text;
    /// The lang of the html element, or what a meta element says.
    std::string language;
    /// What its first base element with a href gives, if that is http or https.
    std::optional<http::url> base;
    /// Where the value of that attribute stands, in bytes, without its quotes; both 0: there is none.
    std::size_t base_offset = 0;
    std::size_t base_size = 0;
    /// Of each meta element its name, property or http-equiv, in lower case, and its content.
    std::vector<std::pair<std::string, std::string>> metas;
    /// In the order of the document.
    std::vector<found_link> links;
    /// What a fragment may name: every id, and the names of anchors. Only if they were wanted.
    std::vector<std::string> ids;
    /// Whether a limit was met: there is more than is told here.
    bool is_cut = false;
};

/// Finds what an HTML document says, as a browser without scripting would see it: the tokens of the HTML standard (section 13.2.5), and as much
/// of its tree construction as changes which elements there are. Builds no tree.
///
/// Limits      Linear time. Memory: what is found, one tag (up to 1 MiB of it counts) and what the options say.
class document_reader {
public:
    explicit document_reader(reading_options options);
    ~document_reader();
    document_reader(document_reader&&) noexcept;
    document_reader& operator=(document_reader&&) noexcept;

    /// The next bytes of the document in UTF-8, in pieces of any size.
    void feed(std::string_view utf8);

    /// Ends the document. The reader is not used again.
    [[nodiscard]] document finish();

private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace trawl::html
