#include "output/cdxj_index.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <span>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "files/name.hpp"
#include "output/file_lines.hpp"
#include "output/json.hpp"
#include "output/line_sorter.hpp"

namespace trawl::output {

namespace {

constexpr std::size_t sorting_memory = std::size_t{64} << 20U;
constexpr std::string_view no_payload = "-";

[[noreturn]] void fail(const char* doing, const std::string& path) {
    throw boost::system::system_error(files::last_error(), std::string("cannot ") + doing + ' ' + path);
}

files::descriptor opened(const std::string& path, int flags) {
    files::descriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0666));
    if (!file.is_open()) {
        fail("open", path);
    }
    return file;
}

// Of a line of the log: the date, the digest, the URL, and the line of the index behind them.
std::array<std::string_view, 4> fields_of(std::string_view line) {
    std::array<std::string_view, 4> fields;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t end = std::min(line.find('\t'), line.size());
        fields[i] = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    fields[3] = line;
    return fields;
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
    out += out.back() == '{' ? "" : ", ";
    append_json_string(out, key);
    out += ": ";
    append_json_string(out, value);
}

void append_index_line(std::string& out, const indexed_record& what) {
    out += what.urlkey;
    out += ' ';
    // 14 digits of the date.
    std::copy_if(what.date.begin(), what.date.begin() + 19, std::back_inserter(out),
                 [](char c) { return c >= '0' && c <= '9'; });
    out += " {";
    append_member(out, "url", what.url);
    if (!what.mime.empty()) {
        append_member(out, "mime", what.mime);
    }
    append_member(out, "status", std::to_string(what.status));
    if (!what.digest.empty()) {
        append_member(out, "digest", std::string_view(what.digest).substr(what.digest.find(':') + 1));
    }
    append_member(out, "length", std::to_string(what.length));
    append_member(out, "offset", std::to_string(what.offset));
    append_member(out, "filename", what.filename);
    out += '}';
}

}  // namespace

cdxj_index::cdxj_index(std::string path, const std::vector<crawl::output_file>& committed)
    : path_(std::move(path)),
      log_(path_ + ".log", crawl::committed_size(committed, path_ + ".log")),
      written_(opened(log_.path(), O_RDONLY)),
      tail_start_(log_.size()) {
    std::error_code ignored;
    if (!crawl::committed_size(committed, log_.path()) && std::filesystem::file_size(path_, ignored) > 0 && !ignored) {
        throw std::runtime_error(path_ + " is there already and is not of this crawl: give another name, or remove it");
    }
    read_back();
}

void cdxj_index::read_back() {
    line_reader reader(written_, log_.path());
    while (reader.next()) {
        const auto fields = fields_of(reader.line());
        if (fields[1] != no_payload) {
            payloads_.emplace(files::name_hash(fields[1]), reader.start());
        }
    }
}

void cdxj_index::add(const indexed_record& what) {
    const std::uint64_t offset = log_.size();
    const std::size_t start = tail_.size();
    tail_ += what.date;
    tail_ += '\t';
    tail_ += what.has_payload ? std::string_view(what.digest) : no_payload;
    tail_ += '\t';
    tail_ += what.url;
    tail_ += '\t';
    append_index_line(tail_, what);
    tail_ += '\n';
    log_.append(std::string_view(tail_).substr(start));
    if (what.has_payload) {
        payloads_.emplace(files::name_hash(what.digest), offset);
    }
}

std::optional<earlier_record> cdxj_index::find(std::string_view payload_digest) const {
    const auto found = payloads_.find(files::name_hash(payload_digest));
    if (found == payloads_.end()) {
        return std::nullopt;
    }
    const std::string line = line_at(found->second);
    const auto fields = fields_of(line);
    if (fields[1] != payload_digest) {
        return std::nullopt;
    }
    return earlier_record{std::string(fields[2]), std::string(fields[0])};
}

std::string cdxj_index::line_at(std::uint64_t offset) const {
    if (offset >= tail_start_) {
        const std::size_t at = offset - tail_start_;
        return tail_.substr(at, tail_.find('\n', at) - at);
    }
    std::string text;
    while (true) {
        const std::size_t kept = text.size();
        text.resize(kept + 4096);
        const std::size_t count = read_at(written_, offset + kept, std::span(text).subspan(kept), log_.path());
        text.resize(kept + count);
        const std::size_t end = text.find('\n', kept);
        if (end != std::string::npos || count == 0) {
            text.resize(std::min(end, text.size()));
            return text;
        }
    }
}

void cdxj_index::sync() {
    log_.sync();
    tail_.clear();
    tail_start_ = log_.size();
}

void cdxj_index::write_sorted() const {
    const std::string above = std::filesystem::path(path_).parent_path().string();
    auto folder = files::folder::open_or_create(above);
    if (!folder) {
        throw boost::system::system_error(folder.error(), "cannot open " + above);
    }
    line_sorter sorter(*std::move(folder), sorting_memory);
    line_reader reader(written_, log_.path());
    while (reader.next()) {
        sorter.add(fields_of(reader.line())[3]);
    }
    const std::string making = path_ + ".tmp";
    try {
        const files::descriptor file = opened(making, O_WRONLY | O_CREAT | O_TRUNC);
        line_writer writer(file, making);
        sorter.finish([&](std::string_view line) { writer.add(line); });
        writer.flush();
        if (::fdatasync(file.fd()) != 0 || ::rename(making.c_str(), path_.c_str()) != 0) {
            fail("write", path_);
        }
    } catch (...) {
        ::unlink(making.c_str());
        throw;
    }
}

}  // namespace trawl::output
