#include "output/link_queries.hpp"

namespace trawl::output {

namespace {

// The end of each way of redirects stands for its start; a fragment of a redirect counts for more than that of the link.
// A page whose ids are known has the anchor 0.
constexpr const char* checked_links = R"(
WITH RECURSIVE
hop (id, next, fragment, hash) AS MATERIALIZED (
    SELECT l.source, l.target, l.fragment, l.hash FROM link l JOIN word k ON k.what = 'kind' AND k.code = l.kind
    WHERE k.name = 'redirect'),
walk (start, at, steps, fragment, hash) AS (
    SELECT id, next, 1, fragment, hash FROM hop UNION ALL
    SELECT w.start, h.next, w.steps + 1, coalesce(h.fragment, w.fragment), iif(h.fragment IS NULL, w.hash, h.hash)
    FROM walk w JOIN hop h ON h.id = w.at WHERE w.steps < 20),
way (start, at, fragment, hash) AS MATERIALIZED (
    SELECT start, at, fragment, hash FROM walk WHERE at NOT IN (SELECT id FROM hop)),
seen (source, number, target, kind, line, col, fragment, hash, anchor) AS (
    SELECT source, number, target, kind, line, col, fragment, hash, anchor FROM link UNION ALL
    SELECT NULL, id, id, kind, NULL, NULL, NULL, NULL, NULL FROM url WHERE via IS NULL),
ended (source, number, target, kind, line, col, fragment, hash, anchor, last, is_bad, is_endless, is_moved) AS (
    SELECT l.source, l.number, l.target, k.name, l.line, l.col, coalesce(y.fragment, l.fragment),
        iif(y.fragment IS NULL, l.hash, y.hash), l.anchor, coalesce(y.at, l.target), b.name IS 'bad_url',
        y.at IS NULL AND l.target IN (SELECT id FROM hop), d.status IN (301, 308)
    FROM seen l JOIN url t ON t.id = l.target
        LEFT JOIN way y ON y.start = l.target
        LEFT JOIN done d ON d.id = l.target
        LEFT JOIN word k ON k.what = 'kind' AND k.code = l.kind
        LEFT JOIN word b ON b.what = 'reason' AND b.code = t.reason
    WHERE k.name <> 'redirect'),
checked AS (
    SELECT e.*, d.status, d.error, d.is_failed AND d.is_passing AS is_passing,
        CASE WHEN e.is_bad THEN 'bad_url'
             WHEN e.is_endless THEN 'redirects'
             WHEN d.id IS NULL OR d.is_open OR d.outcome IN ('robots_denied', 'skipped') THEN NULL
             WHEN d.is_failed THEN d.outcome
             WHEN e.hash IS NOT NULL AND EXISTS (SELECT 1 FROM anchor a WHERE a.page = e.last AND a.hash = 0)
                 AND NOT EXISTS (SELECT 1 FROM anchor a WHERE a.page = e.last AND a.hash = e.hash) THEN 'fragment'
             END AS problem,
        CASE WHEN e.is_bad OR e.is_endless THEN NULL
             WHEN d.id IS NULL OR d.is_open OR d.outcome IN ('robots_denied', 'skipped')
                 THEN coalesce(w.name, x.name, 'pending')
             END AS unchecked
    FROM ended e JOIN url f ON f.id = e.last
        LEFT JOIN done d ON d.id = e.last
        LEFT JOIN word w ON w.what = 'reason' AND w.code = d.reason
        LEFT JOIN word x ON x.what = 'reason' AND x.code = f.reason)
)";

std::string links_query(const char* which) {
    return std::string(checked_links) +
           "SELECT s.url AS source, c.line, c.col AS column, t.url AS target, c.kind, c.fragment, c.anchor, "
           "iif(f.id = t.id, NULL, f.url) AS ended_at, c.problem, c.status, c.error, coalesce(c.is_passing, 0) AS "
           "is_passing "
           "FROM checked c LEFT JOIN url s ON s.id = c.source JOIN url t ON t.id = c.target JOIN url f ON f.id = "
           "c.last WHERE " +
           which + " ORDER BY c.source, c.number";
}

}  // namespace

std::string broken_links_query() {
    return links_query("c.problem IS NOT NULL");
}

std::string moved_links_query() {
    return links_query("c.is_moved AND c.problem IS NULL AND c.unchecked IS NULL");
}

std::string link_counts_query() {
    return std::string(checked_links) +
           "SELECT s.url AS source, c.unchecked, count(*) AS count, count(c.problem) AS broken, "
           "count(nullif(c.is_moved AND c.problem IS NULL AND c.unchecked IS NULL, 0)) AS moved "
           "FROM checked c LEFT JOIN url s ON s.id = c.source GROUP BY c.source, c.unchecked "
           "ORDER BY c.source, c.unchecked";
}

}  // namespace trawl::output
