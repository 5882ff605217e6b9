#include "batch/journal_columns.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "files/digest.hpp"

namespace trawl::batch {

namespace {

/// "2026-11-23T13:44:13.250Z"
std::string utc_text(std::chrono::system_clock::time_point when) {
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
    const std::time_t seconds = since / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text.data() + size, text.size() - size, ".%03dZ", static_cast<int>(since % 1000));
    return text.data();
}

std::string hex_of(const files::sha256_digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

std::optional<files::sha256_digest> digest_of(const std::string& hex) {
    const auto parsed = files::parse_digest(files::digest_algorithm::sha256, hex);
    if (!parsed) {
        return std::nullopt;
    }
    files::sha256_digest digest{};
    std::copy_n(parsed->bytes.begin(), digest.size(), digest.begin());
    return digest;
}

}  // namespace

void bind_row(sql_statement& statement, const journal_row& row, bound_texts& texts) {
    texts.sha256 = row.sha256 ? hex_of(*row.sha256) : std::string();
    texts.finished_at = utc_text(row.finished_at);
    statement.bind(1, row.name).bind_or_null(2, row.path).bind(3, row.url).bind(4, row.variant);
    statement.bind(5, static_cast<std::int64_t>(row.occurrence)).bind(6, row.naming).bind_or_null(7, row.input);
    statement.bind(8, static_cast<std::int64_t>(row.number)).bind(9, row.outcome);
    if (row.status != 0) {
        statement.bind(10, std::int64_t{row.status});
    }
    statement.bind_or_null(11, row.etag).bind_or_null(12, row.last_modified);
    if (row.size) {
        statement.bind(13, static_cast<std::int64_t>(*row.size)).bind(14, row.modified);
    }
    statement.bind_or_null(15, texts.sha256).bind_or_null(16, row.digests).bind(17, texts.finished_at);
    statement.bind_or_null(18, row.error_kind).bind_or_null(19, row.error_message);
}

journal_row read_row(const sql_statement& statement) {
    journal_row row;
    row.name = statement.text(0);
    row.path = statement.text(1);
    row.url = statement.text(2);
    row.variant = statement.text(3);
    row.occurrence = static_cast<std::uint64_t>(statement.number(4));
    row.naming = statement.text(5);
    row.input = statement.text(6);
    row.number = static_cast<std::uint64_t>(statement.number(7));
    row.outcome = statement.text(8);
    row.status = static_cast<int>(statement.number(9));
    row.etag = statement.text(10);
    row.last_modified = statement.text(11);
    if (!statement.is_null(12)) {
        row.size = static_cast<std::uint64_t>(statement.number(12));
    }
    row.modified = statement.number(13);
    row.sha256 = digest_of(statement.text(14));
    row.digests = statement.text(15);
    row.error_kind = statement.text(17);
    row.error_message = statement.text(18);
    row.is_in_doubt = statement.number(journal_column_count) != 0;
    return row;
}

}  // namespace trawl::batch
