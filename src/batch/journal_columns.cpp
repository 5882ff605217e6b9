#include "batch/journal_columns.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "files/digest.hpp"

namespace trawl::batch {

namespace {

/// Writes the last digits of a number in front of `end`.
void put_digits(std::string& text, std::size_t end, unsigned count, unsigned value) {
    for (; count > 0; --count, value /= 10) {
        text[--end] = static_cast<char>('0' + value % 10);
    }
}

/// "2026-11-23T13:44:13.250Z"
std::string utc_text(std::chrono::system_clock::time_point when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const auto since = static_cast<unsigned>(std::chrono::floor<std::chrono::milliseconds>(when - day).count());
    std::string text = "0000-00-00T00:00:00.000Z";
    put_digits(text, 4, 4, static_cast<unsigned>(static_cast<int>(date.year())));
    put_digits(text, 7, 2, static_cast<unsigned>(date.month()));
    put_digits(text, 10, 2, static_cast<unsigned>(date.day()));
    put_digits(text, 13, 2, since / 3'600'000);
    put_digits(text, 16, 2, since / 60'000 % 60);
    put_digits(text, 19, 2, since / 1000 % 60);
    put_digits(text, 23, 3, since % 1000);
    return text;
}

std::string hex_of(const files::sha256_digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(2 * digest.size(), '0');
    auto at = text.begin();
    for (const unsigned char byte : digest) {
        *at++ = digits[byte >> 4U];
        *at++ = digits[byte & 0xFU];
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
