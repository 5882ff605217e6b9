#include "output/warc_output.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <utility>

#include <boost/uuid/uuid_io.hpp>

#include "output/redact.hpp"
#include "output/surt.hpp"
#include "output/warc_text.hpp"

namespace trawl::output {

namespace {

constexpr std::string_view identical_payload = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
constexpr std::string_view not_modified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
constexpr std::size_t piece_size = std::size_t{256} * 1024;

std::string file_name_of(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

// What records of one capture have in common: WARC 1.1 asks for one date.
std::string record_head(std::string_view type, const std::string& id, const crawl::page& what) {
    std::string head = "WARC/1.1\r\n";
    append_field(head, "WARC-Type", type);
    append_field(head, "WARC-Record-ID", id);
    append_field(head, "WARC-Target-URI", warc_uri(what.url));
    append_field(head, "WARC-Date", warc_date(what.started));
    if (what.trace.remote) {
        append_field(head, "WARC-IP-Address", what.trace.remote->to_string());
    }
    return head;
}

bool is_whole_page(const crawl::page& what) {
    return what.status >= 200 && what.status < 300 && what.body.size() > 0 && truncation_of(what).empty();
}

// The type without its parameters.
std::string mime_of(const crawl::page& what) {
    const std::string_view type = what.fields.get("Content-Type").value_or("");
    const std::size_t end = std::min(type.find(';'), type.size());
    const std::size_t last = type.substr(0, end).find_last_not_of(" \t");
    return std::string(type.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

}  // namespace

warc_output::warc_output(warc_settings settings)
    : settings_(std::move(settings)),
      prefix_(crawl::output_path(settings_.prefix)),
      members_([this](std::string_view piece) { log_->append(piece); }),
      hasher_(settings_.digest),
      piece_(piece_size) {
}

std::string warc_output::path_of(std::size_t serial) const {
    const std::string digits = std::to_string(serial);
    return prefix_ + '-' + std::string(5 - std::min<std::size_t>(digits.size(), 5), '0') + digits + ".warc.gz";
}

std::string warc_output::new_id() {
    return "<urn:uuid:" + boost::uuids::to_string(ids_()) + '>';
}

void warc_output::open(const std::vector<crawl::output_file>& committed) {
    finished_.clear();
    std::size_t last = 0;
    while (crawl::committed_size(committed, path_of(last + 1))) {
        ++last;
    }
    for (std::size_t serial = 0; serial < last; ++serial) {
        const crawl::output_log finished(path_of(serial), crawl::committed_size(committed, path_of(serial)));
        finished_.push_back({finished.path(), finished.size()});
    }
    log_.emplace(path_of(last), crawl::committed_size(committed, path_of(last)));
    index_.emplace(prefix_ + ".cdxj", committed);
}

void warc_output::describe(std::vector<crawl::output_file>& into) const {
    into.insert(into.end(), finished_.begin(), finished_.end());
    into.push_back({log_->path(), log_->size()});
    index_->describe(into);
}

void warc_output::sync() {
    log_->sync();
    index_->sync();
    // Only here: the next file is committed, empty, before anything is written to it, so what is in it is known as ours.
    if (log_->size() >= settings_.max_size) {
        finished_.push_back({log_->path(), log_->size()});
        log_.emplace(path_of(finished_.size()), std::nullopt);
    }
}

void warc_output::write(const crawl::page& what) {
    write_capture(what, true);
}

void warc_output::archive(const crawl::page& what) {
    write_capture(what, false);
}

void warc_output::write_capture(const crawl::page& what, bool is_page) {
    if (what.status == 0) {
        return;
    }
    if (log_->size() == 0) {
        write_info();
    }
    const std::string id = new_id();
    write_reply(what, id);
    if (!what.request_head.empty()) {
        write_request(what, id);
    }
    write_metadata(what, id, is_page);
}

void warc_output::write_info() {
    std::string head = "WARC/1.1\r\n";
    append_field(head, "WARC-Type", "warcinfo");
    append_field(head, "WARC-Record-ID", new_id());
    append_field(head, "WARC-Date", warc_date(std::chrono::system_clock::now()));
    append_field(head, "WARC-Filename", file_name_of(log_->path()));
    append_field(head, "Content-Type", "application/warc-fields");
    std::string block;
    append_field(block, "software", settings_.software);
    append_field(block, "format", "WARC File Format 1.1");
    append_field(block, "conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/");
    if (!settings_.hostname.empty()) {
        append_field(block, "hostname", settings_.hostname);
    }
    append_field(block, "http-header-user-agent", settings_.user_agent);
    append_field(block, "robots", settings_.ignores_robots ? "ignore" : "obey");
    append_record(std::move(head), block, nullptr);
}

std::string warc_output::payload_digest_of(const crawl::page& what) {
    if (settings_.digest == files::digest_algorithm::sha1 && what.body.size() > 0) {
        files::digest value;
        value.algorithm = files::digest_algorithm::sha1;
        std::copy(what.payload_sha1.begin(), what.payload_sha1.end(), value.bytes.begin());
        return warc_digest(value);
    }
    std::uint64_t at = 0;
    while (const std::size_t count = what.body.read(at, piece_)) {
        hasher_.update(std::span(piece_).first(count));
        at += count;
    }
    return warc_digest(hasher_.finish());
}

void warc_output::write_reply(const crawl::page& what, const std::string& id) {
    indexed_record entry;
    entry.digest = payload_digest_of(what);
    entry.has_payload = is_whole_page(what);
    const auto earlier = entry.has_payload ? index_->find(entry.digest) : std::nullopt;
    const bool is_revisit = earlier || what.status == 304;
    std::string head = record_head(is_revisit ? "revisit" : "response", id, what);
    if (earlier) {
        append_field(head, "WARC-Profile", identical_payload);
        append_field(head, "WARC-Refers-To-Target-URI", earlier->url);
        append_field(head, "WARC-Refers-To-Date", earlier->date);
        append_field(head, "WARC-Truncated", "length");
        entry.has_payload = false;
    } else if (is_revisit) {
        append_field(head, "WARC-Profile", not_modified);
        append_field(head, "WARC-Refers-To-Target-URI", warc_uri(what.url));
        if (what.unmodified_since) {
            append_field(head, "WARC-Refers-To-Date", warc_date(*what.unmodified_since));
        }
        entry.digest.clear();
    } else if (const std::string_view why = truncation_of(what); !why.empty()) {
        append_field(head, "WARC-Truncated", why);
    }
    if (!entry.digest.empty()) {
        append_field(head, "WARC-Payload-Digest", entry.digest);
    }
    append_field(head, "Content-Type", "application/http; msgtype=response");
    entry.offset = log_->size();
    append_record(std::move(head), archived_head(what), is_revisit ? nullptr : &what.body);
    entry.length = log_->size() - entry.offset;
    entry.urlkey = surt(what.url);
    entry.url = warc_uri(what.url);
    entry.date = warc_date(what.started);
    entry.mime = is_revisit ? "warc/revisit" : mime_of(what);
    entry.status = what.status;
    entry.filename = file_name_of(log_->path());
    index_->add(entry);
}

void warc_output::write_request(const crawl::page& what, const std::string& reply_id) {
    std::string head = record_head("request", new_id(), what);
    append_field(head, "WARC-Concurrent-To", reply_id);
    append_field(head, "Content-Type", "application/http; msgtype=request");
    append_record(std::move(head), archived_request(what.request_head), nullptr);
}

void warc_output::write_metadata(const crawl::page& what, const std::string& reply_id, bool is_page) {
    std::string head = record_head("metadata", new_id(), what);
    append_field(head, "WARC-Concurrent-To", reply_id);
    append_field(head, "Content-Type", "application/warc-fields");
    std::string block;
    if (!what.referrer.empty()) {
        append_field(block, "via", redacted_text(what.referrer));
    }
    if (is_page) {
        append_field(block, "depth", std::to_string(what.depth));
        append_field(block, "kind", html::name(what.kind));
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(what.trace.took.total);
    append_field(block, "fetchTimeMs", std::to_string(took.count()));
    append_record(std::move(head), block, nullptr);
}

void warc_output::append_record(std::string head, std::string_view block, const crawl::payload* rest) {
    const auto each_piece = [&](const auto& take) {
        take(block);
        std::uint64_t at = 0;
        while (const std::size_t count = rest == nullptr ? 0 : rest->read(at, piece_)) {
            take(std::string_view(piece_.data(), count));
            at += count;
        }
    };
    each_piece([this](std::string_view piece) { hasher_.update(piece); });
    append_field(head, "WARC-Block-Digest", warc_digest(hasher_.finish()));
    append_field(head, "Content-Length", std::to_string(block.size() + (rest == nullptr ? 0 : rest->size())));
    members_.write(head.append("\r\n"));
    each_piece([this](std::string_view piece) { members_.write(piece); });
    members_.write("\r\n\r\n");
    members_.end_member();
}

}  // namespace trawl::output
