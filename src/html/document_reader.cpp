#include "html/document_reader.hpp"

#include "html/collapsed_text.hpp"
#include "html/document_links.hpp"
#include "html/open_elements.hpp"
#include "html/tokenizer.hpp"

namespace trawl::html {

namespace {

constexpr std::size_t max_title = 4 * 1024;
constexpr std::size_t max_anchor = 200;
constexpr std::size_t max_raw_anchor = 2 * 1024;
constexpr std::size_t max_style = 4 * 1024 * 1024;
constexpr std::size_t max_id = 1024;

bool has_raw_text(element name) {
    return name == element::title || name == element::textarea || name == element::style || name == element::xmp ||
           name == element::iframe || name == element::noembed || name == element::noframes;
}

content_model content_of(element name) {
    if (name == element::script) {
        return content_model::script;
    }
    if (name == element::plaintext) {
        return content_model::plaintext;
    }
    return has_raw_text(name) ? content_model::raw : content_model::data;
}

bool is_all_blank(std::string_view text) {
    return text.find_first_not_of(std::string_view(" \t\n\f\r\0", 6)) == std::string_view::npos;
}

}  // namespace

// As much of the tree construction as links need: which tags are dropped, and what their content is.
class document_reader::state final : public token_sink {
public:
    explicit state(reading_options options)
        : options_(std::move(options)), tokens_(*this), links_(options_, out_, tokens_), text_(options_.max_text) {
        tokens_.want_text(true);
    }

    void feed(std::string_view utf8) { tokens_.feed(utf8); }
    document finish();

    void on_tag(const tag& found) override;
    void on_text(std::string_view raw, std::size_t offset) override;

private:
    enum class part : std::uint8_t { before_body, body, frameset, after_frameset };
    enum class raw_text : std::uint8_t { none, ignored, title, style, shown };

    void on_start(const tag& start);
    void on_end(const tag& end);
    bool is_dropped(const tag& start);
    bool is_dropped_by_frameset(const tag& start);
    void open_html(const tag& start);
    void note_text(const tag& found, space of);
    void note_ids(const tag& start);
    void end_anchor();
    void end_raw_text();
    void want_what_is_needed();

    reading_options options_;
    document out_;
    tokenizer tokens_;
    document_links links_;
    open_elements open_;
    visible_text text_;

    part part_ = part::before_body;
    bool may_be_frameset_ = true;
    std::size_t links_of_head_ = 0;
    std::size_t open_framesets_ = 0;
    std::size_t open_templates_ = 0;
    bool has_title_ = false;

    std::optional<std::size_t> anchor_;  // the link whose text is being read
    std::string anchor_text_;
    std::string image_text_;  // of an image in it

    raw_text raw_ = raw_text::none;
    std::string raw_content_;  // of a title or style element
    std::size_t raw_offset_ = 0;
    place raw_place_;
};

document document_reader::state::finish() {
    tokens_.finish();
    end_raw_text();
    end_anchor();
    if (options_.keeps_text) {
        out_.text = text_.take();
        out_.is_cut = out_.is_cut || text_.is_cut();
    }
    out_.is_cut = out_.is_cut || tokens_.is_cut();
    return std::move(out_);
}

void document_reader::state::on_tag(const tag& found) {
    if (raw_ != raw_text::none) {
        end_raw_text();
    }
    if (found.is_end) {
        on_end(found);
    } else {
        on_start(found);
    }
    want_what_is_needed();
}

void document_reader::state::want_what_is_needed() {
    const bool watches_for_body = may_be_frameset_ && part_ <= part::body;
    const bool reads_raw = raw_ == raw_text::title || raw_ == raw_text::style;
    tokens_.want_text(watches_for_body || reads_raw || anchor_ || options_.keeps_text);
    tokens_.allow_cdata(open_.is_foreign());
}

void document_reader::state::on_text(std::string_view raw, std::size_t offset) {
    if (raw_ == raw_text::title || raw_ == raw_text::style) {
        if (raw_content_.empty()) {
            raw_offset_ = offset;
            raw_place_ = tokens_.place_of(offset);
        }
        const std::size_t room = (raw_ == raw_text::title ? max_title : max_style) - raw_content_.size();
        out_.is_cut = out_.is_cut || raw.size() > room;
        raw_content_ += raw.substr(0, room);
        return;
    }
    if (raw_ == raw_text::ignored) {
        return;
    }
    if (may_be_frameset_ && !is_all_blank(raw)) {
        may_be_frameset_ = false;
        if (part_ == part::before_body) {
            part_ = part::body;
        }
    }
    if (anchor_ && anchor_text_.size() < max_raw_anchor) {
        anchor_text_ += raw.substr(0, max_raw_anchor);
    }
    if (options_.keeps_text && open_templates_ == 0) {
        text_.add(raw);
    }
}

void document_reader::state::on_start(const tag& start) {
    if (is_dropped(start)) {
        return;
    }
    const space of = open_.open(start);
    if (start.name == element::a && of != space::mathml) {
        end_anchor();
    }
    links_.take(start, of, open_templates_ > 0);
    if (links_.opened_anchor()) {
        anchor_ = links_.opened_anchor();
    }
    if (options_.keeps_text) {
        note_text(start, of);
    }
    if (options_.keeps_ids) {
        note_ids(start);
    }
    if (of == space::html && options_.is_xml && start.is_self_closing) {
        tag end = start;
        end.is_end = true;
        on_end(end);
    } else if (of == space::html) {
        open_html(start);
    }
}

// What the tree construction drops: frames outside of framesets, and all else within.
bool document_reader::state::is_dropped(const tag& start) {
    if (part_ == part::frameset || part_ == part::after_frameset) {
        return is_dropped_by_frameset(start);
    }
    if (open_.is_foreign()) {
        return false;
    }
    if (start.name == element::frameset && may_be_frameset_) {
        links_.drop_behind(part_ == part::body ? links_of_head_ : out_.links.size());
        anchor_.reset();
        part_ = part::frameset;
        open_framesets_ = 1;
        open_templates_ = 0;
        return true;
    }
    if (part_ == part::before_body && open_templates_ == 0 && !has(start.name, stays_before_body)) {
        part_ = part::body;
        links_of_head_ = out_.links.size();
    }
    may_be_frameset_ = may_be_frameset_ && !has(start.name, spoils_frameset);
    return start.name == element::frame || start.name == element::frameset;
}

bool document_reader::state::is_dropped_by_frameset(const tag& start) {
    if (start.name == element::noframes) {
        return false;
    }
    if (part_ == part::frameset && start.name == element::frameset) {
        ++open_framesets_;
    }
    return part_ == part::after_frameset || start.name != element::frame;
}

void document_reader::state::open_html(const tag& start) {
    const content_model content = content_of(start.name);
    if (start.name == element::template_element) {
        ++open_templates_;
    }
    if (start.name == element::img && anchor_ && start.has(attribute::alt) && image_text_.empty()) {
        image_text_ = collapsed(start.raw(attribute::alt), reference_place::attribute, max_anchor);
    }
    if (content == content_model::data) {
        return;
    }
    tokens_.read_as(content);
    if (start.name == element::title && !has_title_ && open_templates_ == 0) {
        raw_ = raw_text::title;
    } else if (start.name == element::style) {
        raw_ = raw_text::style;
    } else {
        const bool is_shown =
            start.name == element::xmp || start.name == element::plaintext || start.name == element::textarea;
        raw_ = is_shown ? raw_text::shown : raw_text::ignored;
    }
}

void document_reader::state::on_end(const tag& end) {
    if (part_ == part::frameset || part_ == part::after_frameset) {
        if (end.name == element::frameset && open_framesets_ > 0 && --open_framesets_ == 0) {
            part_ = part::after_frameset;
        }
        return;
    }
    const space of = open_.close(end);
    if (end.name == element::a) {
        end_anchor();
    }
    if (of == space::html) {
        if (end.name == element::template_element && open_templates_ > 0) {
            --open_templates_;
        } else if (end.name == element::form && open_templates_ == 0) {
            links_.end_form();
        } else if (end.name == element::br && open_templates_ == 0) {
            may_be_frameset_ = false;
        }
    }
    if (options_.keeps_text) {
        note_text(end, of);
    }
}

void document_reader::state::note_text(const tag& found, space of) {
    if (of != space::html) {
        return;
    }
    if (has(found.name, is_block)) {
        text_.end_line();
    } else if (has(found.name, is_cell) || found.name == element::img) {
        text_.end_word();
    }
}

void document_reader::state::note_ids(const tag& start) {
    for (const attribute which : {attribute::id, attribute::name}) {
        if (!start.has(which) || (which == attribute::name && start.name != element::a) || open_templates_ > 0) {
            continue;
        }
        if (out_.ids.size() == options_.max_ids || start.raw(which).size() > max_id) {
            out_.is_cut = true;
            continue;
        }
        std::string id;
        append_decoded(id, start.raw(which), reference_place::attribute);
        out_.ids.push_back(std::move(id));
    }
}

void document_reader::state::end_anchor() {
    if (!anchor_) {
        return;
    }
    std::string text = collapsed(anchor_text_, reference_place::text, max_anchor);
    out_.links[*anchor_].anchor = text.empty() ? std::move(image_text_) : std::move(text);
    anchor_.reset();
    anchor_text_.clear();
    image_text_.clear();
}

void document_reader::state::end_raw_text() {
    if (raw_ == raw_text::title) {
        out_.title = collapsed(raw_content_, reference_place::text, max_title);
        has_title_ = true;
    } else if (raw_ == raw_text::style) {
        links_.take_style(raw_content_, raw_offset_, raw_place_, open_templates_ > 0);
    }
    raw_ = raw_text::none;
    raw_content_.clear();
}

document_reader::document_reader(reading_options options) : state_(std::make_unique<state>(std::move(options))) {
}
document_reader::~document_reader() = default;
document_reader::document_reader(document_reader&&) noexcept = default;
document_reader& document_reader::operator=(document_reader&&) noexcept = default;

void document_reader::feed(std::string_view utf8) {
    state_->feed(utf8);
}

document document_reader::finish() {
    return state_->finish();
}

}  // namespace trawl::html
