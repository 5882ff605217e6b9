#include "crawl/content_reader.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/system/system_error.hpp>

#include "crawl/sitemap.hpp"
#include "files/unnamed_file.hpp"
#include "files/write_all.hpp"
#include "html/css_links.hpp"
#include "robots/directives.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::crawl {

namespace {

// What a document may say of its character set stands in these.
constexpr std::size_t sniffed_size = 1024;
constexpr std::size_t most_links = 100'000;

files::descriptor new_file(const files::folder& where) {
    auto made = files::make_unnamed_file(where);
    if (!made) {
        throw boost::system::system_error(made.error(), "a file for a big body in " + where.path());
    }
    return std::move(*made);
}

void write(const files::descriptor& into, std::string_view bytes) {
    if (const auto done = files::write_all(into.fd(), bytes); done.failure) {
        throw boost::system::system_error(done.failure, "a big body");
    }
}

void append(std::vector<html::found_link>& into, std::vector<html::found_link> more) {
    std::ranges::move(more, std::back_inserter(into));
}

html::found_link entry_link(const sitemap_entry& entry, sitemap_kind of) {
    const bool is_of_feed = of == sitemap_kind::feed;
    html::found_link link;
    link.target = entry.where;
    link.raw = entry.where.href();
    link.kind = is_of_feed ? html::link_kind::feed : html::link_kind::sitemap;
    link.element = is_of_feed ? "item" : of == sitemap_kind::index ? "sitemap" : "url";
    link.attribute = is_of_feed ? "link" : "loc";
    return link;
}

}  // namespace

content_reader::content_reader(const page_settings& settings, content_plan plan, const http::url& location)
    : settings_(settings), plan_(std::move(plan)), location_(location) {
    if (!plan_.codings.empty()) {
        http::decoder_limits limits;
        limits.max_expansion = settings.max_expansion;
        decoder_.emplace(plan_.codings, limits);
    }
    if (plan_.keeps_payload) {
        payload_digest_.emplace(files::digest_algorithm::sha1);
    }
    if (plan_.has_digest) {
        content_digest_.emplace(files::digest_algorithm::sha256);
    }
}

content_reader::~content_reader() = default;

void content_reader::take(std::span<const char> piece) {
    if (plan_.keeps_payload) {
        payload_digest_->update(piece);
        keep(piece);
    }
    if (!decoder_) {
        take_content({piece.data(), piece.size()});
    }
}

http::result<http::decoder::progress> content_reader::decode(std::span<const char> in, std::span<char> out, bool last) {
    auto step = decoder_->decode(in, out, last);
    if (step) {
        take_content({out.data(), step->produced});
    }
    return step;
}

void content_reader::keep(std::span<const char> piece) {
    if (!file_.is_open() && settings_.scratch && payload_size_ + piece.size() > settings_.memory_size) {
        move_to_file();
    }
    if (file_.is_open()) {
        write(file_, {piece.data(), piece.size()});
    } else {
        payload_.append({piece.data(), piece.size()});
    }
    payload_size_ += piece.size();
}

void content_reader::move_to_file() {
    file_ = new_file(*settings_.scratch);
    write(file_, payload_.bytes());
    payload_ = {};
}

void content_reader::take_content(std::string_view piece) {
    const std::uint64_t room = most_read() - std::min(size_, most_read());
    size_ += piece.size();
    if (content_digest_) {
        content_digest_->update(piece);
    }
    if (plan_.is_read && room > 0) {
        read(piece.substr(0, room), false);
    }
}

// Sitemaps have a limit of their own.
std::uint64_t content_reader::most_read() const noexcept {
    const bool is_list = plan_.is_sitemap || sitemap_;
    return is_list ? std::max<std::uint64_t>(settings_.max_parse, sitemap_reader::max_size) : settings_.max_parse;
}

void content_reader::read(std::string_view piece, bool last) {
    if (!is_open_) {
        first_ += piece;
        if (first_.size() < sniffed_size && !last) {
            return;
        }
        open_reader();
        piece = first_;
    }
    if (sitemap_) {
        sitemap_->feed(piece);
    } else if (characters_) {
        if (document_) {
            text_.clear();
        }
        characters_->decode(piece, text_, last);
        if (document_) {
            document_->feed(text_);
        }
    }
    first_.clear();
}

void content_reader::open_reader() {
    is_open_ = true;
    kind_ = plan_.is_sitemap ? content_kind::sitemap : kind_of(plan_.type.name, first_);
    if (kind_ == content_kind::sitemap) {
        sitemap_ = std::make_unique<sitemap_reader>(location_, plan_.content_type);
    } else if (kind_ == content_kind::css) {
        charset_ = html::sniff_text_charset(first_, plan_.type.charset);
        characters_.emplace(charset_);
    } else if (kind_ == content_kind::html) {
        charset_ = html::sniff_charset(first_, plan_.type.charset);
        characters_.emplace(charset_);
        html::reading_options wanted(location_);
        wanted.is_xml = plan_.type.name == "application/xhtml+xml";
        wanted.keeps_text = settings_.keeps_text;
        wanted.keeps_ids = settings_.keeps_ids;
        wanted.takes_forms = settings_.takes_forms;
        document_.emplace(std::move(wanted));
    }
}

void content_reader::finish(page& into, bool drops) {
    into.size = size_;
    if (content_digest_) {
        const files::digest whole = content_digest_->finish();
        std::copy_n(whole.bytes.begin(), into.sha256.size(), into.sha256.begin());
    }
    if (payload_digest_) {
        const files::digest whole = payload_digest_->finish();
        std::copy_n(whole.bytes.begin(), into.payload_sha1.size(), into.payload_sha1.begin());
        if (file_.is_open()) {
            payload_.move_to(std::move(file_), payload_size_);
        }
        into.body = std::move(payload_);
    }
    if (!plan_.is_read || drops) {
        return;
    }
    read({}, true);
    into.charset = charset_;
    if (document_) {
        give_document(into);
    } else if (sitemap_) {
        give_sitemap(into);
    } else if (kind_ == content_kind::css) {
        append(into.links, html::css_links(text_, location_, most_links));
    }
}

void content_reader::give_document(page& into) {
    html::document said = document_->finish();
    into.is_html = true;
    into.title = std::move(said.title);
    into.text = std::move(said.text);
    into.language = std::move(said.language);
    into.metas = std::move(said.metas);
    into.ids = std::move(said.ids);
    into.has_all_ids = settings_.keeps_ids && !said.is_cut && size_ <= most_read();
    append(into.links, std::move(said.links));
    robots::directives rules;
    for (const auto& [name, content] : into.metas) {
        if (robots::is_meant_for(name, settings_.agent)) {
            rules.add(robots::parse_directives(content));
        }
    }
    into.nofollow = into.nofollow || rules.nofollow;
    into.noindex = into.noindex || rules.noindex;
}

void content_reader::give_sitemap(page& into) {
    sitemap found = sitemap_->finish();
    into.problem = std::move(found.problem);
    for (const sitemap_entry& each : found.entries) {
        into.links.push_back(entry_link(each, found.kind));
    }
}

}  // namespace trawl::crawl
