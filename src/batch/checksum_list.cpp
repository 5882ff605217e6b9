#include "batch/checksum_list.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "base/printable.hpp"
#include "fetch/frontier.hpp"
#include "files/descriptor.hpp"

namespace trawl::batch {

namespace {

using files::digest;
using files::digest_algorithm;

std::string_view last_component(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string_view normal(std::string_view path) {
    while (path.starts_with("./")) {
        path.remove_prefix(2);
    }
    return path;
}

/// A name in which `\\`, `\n` and `\r` stand for what a line cannot hold.
std::string unescaped(std::string_view name) {
    std::string plain;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '\\' && i + 1 < name.size()) {
            ++i;
            plain += name[i] == 'n' ? '\n' : name[i] == 'r' ? '\r' : name[i];
        } else {
            plain += name[i];
        }
    }
    return plain;
}

struct named_digest {
    std::string_view name;
    digest value;
};

/// "SHA256 (name) = HEX"
std::optional<named_digest> parse_tagged(std::string_view line) {
    const std::size_t open = line.find(" (");
    const std::size_t close = line.rfind(") = ");
    if (open == line.npos || close == line.npos || close < open + 3) {
        return std::nullopt;
    }
    const auto algorithm = files::parse_digest_algorithm(line.substr(0, open));
    const auto value = algorithm ? files::parse_digest(*algorithm, line.substr(close + 4)) : std::nullopt;
    if (!value) {
        return std::nullopt;
    }
    return named_digest{line.substr(open + 2, close - open - 2), *value};
}

/// "HEX  name", "HEX *name"
std::optional<named_digest> parse_plain(std::string_view line) {
    const std::size_t end = line.find(' ');
    if (end == line.npos || end + 2 >= line.size() || (line[end + 1] != ' ' && line[end + 1] != '*')) {
        return std::nullopt;
    }
    for (const auto algorithm : {digest_algorithm::sha256, digest_algorithm::sha512, digest_algorithm::md5}) {
        if (const auto value = files::parse_digest(algorithm, line.substr(0, end))) {
            return named_digest{line.substr(end + 2), *value};
        }
    }
    return std::nullopt;
}

std::string read_all(const std::string& path) {
    const files::descriptor file(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                             : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    std::array<char, 64 * 1024> piece{};
    while (true) {
        const ssize_t got = file.is_open() ? ::read(file.fd(), piece.data(), piece.size()) : -1;
        if (got == 0) {
            return text;
        }
        if (got > 0) {
            text.append(piece.data(), static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            throw fetch::source_error("cannot read " + path + ": " + files::last_error().message());
        }
    }
}

}  // namespace

checksum_list checksum_list::read(const std::string& path) {
    return parse(read_all(path), path == "-" ? "standard input" : path);
}

checksum_list checksum_list::parse(std::string_view text, std::string_view path) {
    checksum_list read;
    text.remove_prefix(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    for (std::uint64_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        while (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (line.find_first_not_of(" \t") == line.npos || line.starts_with('#')) {
            continue;
        }
        const bool is_escaped = line.starts_with('\\');
        line.remove_prefix(is_escaped ? 1 : 0);
        auto found = parse_tagged(line);
        found = found ? found : parse_plain(line);
        if (!found) {
            throw fetch::source_error(std::string(path) + ":" + std::to_string(number) +
                                      ": not a line of checksums: " + base::printable(line.substr(0, 200)));
        }
        std::string name = is_escaped ? unescaped(found->name) : std::string(found->name);
        if (const auto before = read.add(std::move(name), found->value, number)) {
            throw fetch::source_error(std::string(path) + ":" + std::to_string(number) + ": another " +
                                      std::string(files::name(found->value.algorithm)) + " of " +
                                      base::printable(found->name.substr(0, 200)) + " than line " +
                                      std::to_string(*before) + " has");
        }
    }
    return read;
}

std::optional<std::uint64_t> checksum_list::add(std::string name, const digest& value, std::uint64_t number) {
    name.erase(0, name.size() - normal(name).size());
    const auto [place, is_new] = by_path_.try_emplace(name, lines_.size());
    if (is_new) {
        const auto [base, is_only] = by_base_name_.try_emplace(std::string(last_component(name)), lines_.size());
        base->second = is_only ? lines_.size() : shared;
        lines_.push_back({std::move(name), {}, number, false});
    }
    line& whole = lines_[place->second];
    for (const digest& each : whole.digests) {
        if (each.algorithm == value.algorithm) {
            return each == value ? std::nullopt : std::optional(whole.number);
        }
    }
    whole.digests.push_back(value);
    return std::nullopt;
}

checksum_list::line* checksum_list::find_line(std::string_view name, std::string_view base_name,
                                              const std::function<bool(const std::string&)>& is_given) {
    if (const auto exact = by_path_.find(std::string(name)); exact != by_path_.end()) {
        return &lines_[exact->second];
    }
    for (const std::string_view last : {last_component(name), base_name}) {
        const auto found = by_base_name_.find(std::string(last));
        if (found != by_base_name_.end() && found->second != shared &&
            !(is_given && is_given(lines_[found->second].name))) {
            return &lines_[found->second];
        }
    }
    return nullptr;
}

std::vector<digest> checksum_list::find(std::string_view name, std::string_view base_name,
                                        const std::function<bool(const std::string&)>& is_given) {
    line* const found = find_line(name, base_name, is_given);
    if (found == nullptr) {
        return {};
    }
    found->is_found = true;
    return found->digests;
}

checksum_list::unused checksum_list::never_found(std::size_t limit) const {
    unused left;
    for (const line& each : lines_) {
        if (!each.is_found && ++left.count <= limit) {
            left.names.push_back(each.name);
        }
    }
    return left;
}

}  // namespace trawl::batch
