#pragma once

#include <cstdint>

namespace trawl::crawl {

// docs/crawl-state.md explains it: both change together, and the version with them.
inline constexpr std::int64_t crawl_version = 1;

// Its application_id is batch::crawl_application. The tables are filled at their ends, but for what few rows change; an
// index on what is spread at random (a key, a text) would cost ten times what all the rest does.
inline constexpr const char* crawl_schema = R"(
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE word (
    what TEXT    NOT NULL,
    code INTEGER NOT NULL,
    name TEXT    NOT NULL,
    PRIMARY KEY (what, code)
) WITHOUT ROWID;
CREATE TABLE host (
    id       INTEGER PRIMARY KEY,
    origin   TEXT    NOT NULL,
    pages    INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    failures INTEGER NOT NULL
);
CREATE TABLE url (
    id      INTEGER PRIMARY KEY,
    key     INTEGER NOT NULL,
    host    INTEGER NOT NULL,
    depth   INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    via     INTEGER,
    reason  INTEGER,
    detail  TEXT,
    url     TEXT    NOT NULL
);
CREATE TABLE done (
    id            INTEGER PRIMARY KEY,
    round         INTEGER NOT NULL,
    is_open       INTEGER NOT NULL DEFAULT 0,
    is_failed     INTEGER NOT NULL,
    is_passing    INTEGER NOT NULL,
    outcome       TEXT    NOT NULL,
    status        INTEGER,
    error         TEXT,
    reason        INTEGER,
    detail        TEXT,
    size          INTEGER,
    sha256        BLOB,
    etag          TEXT,
    last_modified TEXT,
    media_type    TEXT,
    charset       TEXT,
    path          TEXT,
    location      TEXT,
    started_ns    INTEGER NOT NULL,
    content_ns    INTEGER,
    took_ms       INTEGER NOT NULL,
    same_as       INTEGER,
    change        TEXT,
    links         BLOB
);
CREATE TABLE link (
    source   INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    target   INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    line     INTEGER,
    col      INTEGER,
    fragment TEXT,
    hash     INTEGER,
    anchor   TEXT,
    PRIMARY KEY (source, number)
) WITHOUT ROWID;
CREATE TABLE anchor (
    page INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    PRIMARY KEY (page, hash)
) WITHOUT ROWID;
CREATE TABLE robots (
    origin  TEXT    NOT NULL PRIMARY KEY,
    fetched INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    status  INTEGER,
    error   TEXT,
    body    TEXT
);
CREATE TABLE output (
    path TEXT    NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL
) WITHOUT ROWID;
CREATE VIEW urls AS
    SELECT u.id, u.url, h.origin, u.depth, k.name AS kind, p.name AS purpose, v.url AS via,
        CASE WHEN d.id IS NOT NULL AND NOT d.is_open THEN iif(d.is_failed, 'failed', 'done')
             WHEN u.reason IS NOT NULL THEN 'skipped' ELSE 'pending' END AS standing,
        coalesce(w.name, x.name) AS reason, coalesce(d.detail, u.detail) AS detail,
        d.outcome, d.status, d.error, d.is_passing, d.size, iif(d.sha256 IS NULL, NULL, lower(hex(d.sha256))) AS sha256, d.media_type, d.path,
        d.location, s.url AS same_as, d.etag, d.last_modified,
        strftime('%Y-%m-%dT%H:%M:%S', d.started_ns / 1000000000, 'unixepoch') ||
            printf('.%03dZ', d.started_ns / 1000000 % 1000) AS started,
        d.took_ms, d.round, d.change
    FROM url u LEFT JOIN done d ON d.id = u.id
        LEFT JOIN host h ON h.id = u.host
        LEFT JOIN url v ON v.id = u.via
        LEFT JOIN url s ON s.id = d.same_as
        LEFT JOIN word k ON k.what = 'kind' AND k.code = u.kind
        LEFT JOIN word p ON p.what = 'purpose' AND p.code = u.purpose
        LEFT JOIN word w ON w.what = 'reason' AND w.code = d.reason
        LEFT JOIN word x ON x.what = 'reason' AND x.code = u.reason;
)";

}  // namespace trawl::crawl
