#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawl/sitemap.hpp"
#include "crawl/xml_tokenizer.hpp"

namespace trawl::crawl {

/// Collects the entries of a sitemap or a feed from its tags. It keeps no tree: what counts stands directly in an entry, and entries directly in
/// the document, so that a tag without its end spoils one entry at most.
class sitemap_entries final : public xml_handler {
public:
    /// Both must outlive it.
    sitemap_entries(const http::url& location, sitemap& into) : base_(location), sitemap_(into) {}

    void start_tag(std::string_view name, std::string_view attributes, bool is_empty) override;
    void end_tag(std::string_view name) override;
    void text(std::string_view raw, bool is_cdata) override;

    /// Ends the document.
    void finish();

    /// The document is over, or is something else, or there are entries enough.
    [[nodiscard]] bool has_enough() const noexcept { return has_enough_; }

    /// Adds what `text` means, if it is a URL; blanks around it do not count.
    bool add(std::string_view text);

private:
    enum class field : std::uint8_t { none, location, modified, permalink };

    void open_root(std::string_view name, std::string_view attributes);
    void open_entry(std::string_view prefix);
    void close_entry();
    void open_field(std::string_view local, std::string_view attributes);
    void close_field();
    void take_modified(std::string text);
    void take_atom_link(std::string_view attributes);
    void note(std::string_view problem, std::string_view of);
    [[nodiscard]] field field_of(std::string_view local) const noexcept;

    http::url base_;
    sitemap& sitemap_;
    std::string root_;
    std::string_view entry_name_;
    std::string prefix_;  // of the entry's name
    bool is_in_entry_ = false;
    std::size_t depth_ = 0;  // of open elements in the entry
    std::size_t first_ = 0;  // of the entry's entries
    field field_ = field::none;
    std::string value_;      // of the field
    std::string own_text_;   // directly in the entry
    std::string permalink_;  // of an RSS item, in case it has no link
    std::string modified_;   // until there is an entry to have it
    bool is_closed_ = false;
    bool has_enough_ = false;
};

}  // namespace trawl::crawl
