#pragma once

namespace trawl::output {

// The names of the columns are those of the export. A name that begins with "is_" is a truth value.

inline constexpr const char* urls_query = "SELECT * FROM urls ORDER BY id";

inline constexpr const char* failed_query =
    "SELECT url, outcome, status, error, detail, is_passing, depth, kind, purpose, via, started, took_ms FROM urls "
    "WHERE standing = 'failed' ORDER BY id";

// Those that wait for a larger budget are among them.
inline constexpr const char* skipped_query =
    "SELECT url, coalesce(reason, 'budget') AS reason, "
    "coalesce(detail, l.value, substr(h.value, 1, instr(h.value, char(10)) - 1)) AS detail, "
    "standing, depth, kind, purpose, via FROM urls "
    "LEFT JOIN meta l ON l.key = 'limit' AND l.value <> '' AND standing = 'pending' "
    "LEFT JOIN meta h ON h.key = 'host_limits' AND standing = 'pending' AND "
    "instr(h.value || char(10), char(10) || origin || char(10)) > 0 "
    "WHERE (reason IS NOT NULL AND standing <> 'pending') OR l.value IS NOT NULL OR h.value IS NOT NULL ORDER BY id";

inline constexpr const char* links_query =
    "SELECT s.url AS source, t.url AS target, k.name AS kind, l.line, l.col AS column, l.fragment, l.anchor FROM link "
    "l "
    "JOIN url s ON s.id = l.source JOIN url t ON t.id = l.target LEFT JOIN word k ON k.what = 'kind' AND k.code = "
    "l.kind "
    "ORDER BY l.source, l.number";

inline constexpr const char* first_links_query =
    "SELECT via AS source, url AS target, kind, NULL AS line, NULL AS column, NULL AS fragment, NULL AS anchor FROM "
    "urls "
    "WHERE via IS NOT NULL ORDER BY id";

inline constexpr const char* hosts_query =
    "SELECT h.origin, h.pages, h.bytes, h.failures, count(u.id) AS urls, "
    "count(nullif(u.id IS NOT NULL AND (d.id IS NULL OR d.is_open) AND u.reason IS NULL, 0)) AS pending, "
    "count(nullif(d.id IS NOT NULL AND NOT d.is_open AND NOT d.is_failed, 0)) AS done, "
    "count(nullif(d.id IS NULL AND u.reason IS NOT NULL, 0)) AS skipped, "
    "count(nullif(d.is_failed AND NOT d.is_open, 0)) AS failed, r.status AS robots_status, r.error AS robots_error "
    "FROM host h LEFT JOIN url u ON u.host = h.id LEFT JOIN done d ON d.id = u.id LEFT JOIN robots r ON r.origin = "
    "h.origin GROUP BY h.id ORDER BY h.id";

inline constexpr const char* changes_query =
    "SELECT url, coalesce(change, 'new') AS change, status, size, sha256, media_type, path, started FROM urls "
    "WHERE round = (SELECT max(round) FROM done) AND change IS NOT 'same' AND (change IS NOT NULL OR standing = "
    "'done') "
    "AND is_passing = 0 ORDER BY id";

}  // namespace trawl::output
