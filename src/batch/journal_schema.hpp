#pragma once

#include <cstdint>

namespace trawl::batch {

// docs/journal.md explains it: both change together, and the version with them.
inline constexpr std::int64_t journal_version = 1;

// "trwl", for the program `file`.
inline constexpr std::int64_t journal_application = 0x7472776C;

// "trwc": the state of a crawl, which has the same name.
inline constexpr std::int64_t crawl_application = 0x74727763;

// The conditions are comparisons because SQLite makes a table of what stands behind IN, for each row that is written.
inline constexpr const char* journal_schema = R"(
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE files (
    name          TEXT    NOT NULL PRIMARY KEY,
    path          TEXT,
    url           TEXT    NOT NULL,
    variant       TEXT    NOT NULL DEFAULT '',
    occurrence    INTEGER NOT NULL DEFAULT 1,
    naming        TEXT    NOT NULL DEFAULT '',
    input         TEXT,
    number        INTEGER NOT NULL,
    outcome       TEXT    NOT NULL,
    status        INTEGER,
    etag          TEXT,
    last_modified TEXT,
    size          INTEGER,
    mtime_ns      INTEGER,
    sha256        TEXT,
    digests       TEXT,
    finished_at   TEXT    NOT NULL,
    error_kind    TEXT,
    error_message TEXT,
    in_doubt      INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX files_by_url ON files (url, occurrence);
CREATE INDEX files_failed ON files (number, name)
    WHERE outcome <> 'ok' AND outcome <> 'not_modified' AND outcome <> 'already_complete';
)";

}  // namespace trawl::batch
