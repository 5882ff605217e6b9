#include "batch/journal_store.hpp"

#include <utility>

#include "batch/journal_columns.hpp"
#include "batch/journal_error.hpp"
#include "batch/journal_schema.hpp"

namespace trawl::batch {

namespace {

// As in the schema, so that the index there serves.
constexpr const char* is_done = "(outcome = 'ok' OR outcome = 'not_modified' OR outcome = 'already_complete')";
constexpr const char* is_not_done = "outcome <> 'ok' AND outcome <> 'not_modified' AND outcome <> 'already_complete'";

/// Of files that ended so late that the system may not have written their bytes to the disk by then.
constexpr const char* not_yet_settled =
    " AND finished_at >= (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(finished_at), '-5 minutes') FROM files)";

std::string select(const std::string& condition) {
    return std::string("SELECT ") + journal_columns + ", in_doubt FROM files WHERE " + condition;
}

/// A row that says nothing of the file itself leaves what is known of it, as long as it is the same one.
std::string kept(const std::string& column) {
    return column +
           " = CASE WHEN excluded.size IS NULL AND url = excluded.url AND variant = excluded.variant THEN "
           "COALESCE(excluded." +
           column + ", " + column + ") ELSE excluded." + column + " END, ";
}

std::string replaced(const std::string& column) {
    return column + " = excluded." + column + ", ";
}

std::string upsert() {
    std::string text = std::string("INSERT INTO files (") + journal_columns + ") VALUES (?1";
    for (int i = 2; i <= journal_column_count; ++i) {
        text += ", ?" + std::to_string(i);
    }
    text += ") ON CONFLICT (name) DO UPDATE SET ";
    for (const char* column : {"path", "etag", "last_modified", "size", "mtime_ns", "sha256", "digests"}) {
        text += kept(column);
    }
    for (const char* column : {"url", "variant", "occurrence", "naming", "input", "number", "outcome", "status",
                               "finished_at", "error_kind", "error_message"}) {
        text += replaced(column);
    }
    text +=
        "in_doubt = CASE WHEN excluded.size IS NULL THEN in_doubt ELSE 0 END "
        "WHERE NOT ((excluded.outcome = 'cancelled' OR excluded.outcome = 'skipped') AND url = excluded.url AND "
        "variant = excluded.variant AND ";
    return text + is_done + ")";
}

}  // namespace

journal_store::statements::statements(sql_database& database)
    : by_name(database.prepare(select("name = ?1"))),
      by_url(database.prepare(
          select("url = ?1 AND occurrence = ?2 AND variant = ?3 AND naming = ?4 ORDER BY rowid DESC LIMIT 1"))),
      failed(database.prepare(
          select(std::string(is_not_done) + " AND (number, name) > (?1, ?2) ORDER BY number, name LIMIT ?3"))),
      put(database.prepare(upsert())),
      believe(database.prepare("UPDATE files SET in_doubt = 0 WHERE name = ?1")) {
}

template <class F>
auto journal_store::guarded(F work) {
    try {
        return work();
    } catch (const sql_error& failed) {
        std::string text = "cannot use " + shown_path() + ": " +
                           (failed.is_busy() ? "another program holds it" : failed.what()) +
                           " (--no-state does without it)";
        if (failed.is_damage()) {
            text = shown_path() + " is damaged (" + failed.what() +
                   "): move it away to begin without it, or use --no-state";
        }
        throw journal_error(text);
    }
}

journal_store::journal_store(const files::folder& where) : place_(where) {
    guarded([this] {
        open();
        statements_.emplace(*database_);
        begin_run();
    });
}

journal_store::~journal_store() {
    try {
        if (place_.try_to_own()) {
            database_->run("UPDATE meta SET value = '1' WHERE key = 'clean'");
        }
    } catch (const sql_error&) {
        // Then the next run has to look closer.
    }
}

void journal_store::open() {
    database_.emplace(place_.path());
    // Nothing is lost with a file that has just been made, and the disk need not be waited for five times.
    database_->run(place_.is_new() ? "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL"
                                   : "PRAGMA journal_mode = WAL");
    make_or_recognise();
    database_->run("PRAGMA synchronous = NORMAL");
}

void journal_store::make_or_recognise() {
    sql_transaction made(*database_);
    if (database_->number("PRAGMA application_id") == crawl_application) {
        throw journal_error(shown_path() + " is the state of a crawl: fetch into another folder, or use --no-state");
    }
    const auto version = database_->number("PRAGMA user_version");
    if (version == 0 && database_->number("SELECT count(*) FROM sqlite_schema") == 0) {
        database_->run(journal_schema);
        database_->run("PRAGMA application_id = " + std::to_string(journal_application) +
                       "; PRAGMA user_version = " + std::to_string(journal_version));
    } else if (version != journal_version || database_->number("PRAGMA application_id") != journal_application) {
        throw journal_error(shown_path() + " is of another version of trawl (" + std::to_string(version) +
                            "; this one knows " + std::to_string(journal_version) +
                            "): use that one, or move the file away, or use --no-state");
    }
    made.commit();
}

// A machine that went down may have lost bytes of files that were finished: any under a run, those of the last minutes
// after it.
void journal_store::begin_run() {
    const std::string boot = boot_id();
    sql_transaction noted(*database_);
    sql_statement same = database_->prepare("SELECT count(*) FROM meta WHERE key = 'boot' AND value = ?1");
    same.bind(1, boot);
    const bool is_believed = same.step() && same.number(0) > 0;
    same.reset();
    const bool has_ended = database_->number("SELECT value FROM meta WHERE key = 'clean'") != 0;
    is_fresh_ = database_->number("SELECT EXISTS (SELECT 1 FROM files)") == 0;
    if (!is_believed && !is_fresh_) {
        database_->run(std::string("UPDATE files SET in_doubt = 1 WHERE size IS NOT NULL") +
                       (has_ended ? not_yet_settled : ""));
    }
    sql_statement note = database_->prepare("INSERT OR REPLACE INTO meta VALUES ('boot', ?1), ('clean', '0')");
    note.bind(1, boot).run();
    noted.commit();
}

void journal_store::each_name(const std::function<void(std::string name)>& take) {
    guarded([&] {
        sql_statement all = database_->prepare("SELECT name, path FROM files");
        while (all.step()) {
            take(all.text(0));
            if (!all.is_null(1)) {
                take(all.text(1));
            }
        }
    });
}

std::optional<journal_row> journal_store::find(const journal::question& asked) {
    return guarded([&]() -> std::optional<journal_row> {
        sql_statement& statement = asked.name.empty() ? statements_->by_url : statements_->by_name;
        if (asked.name.empty()) {
            statement.bind(1, asked.url).bind(2, static_cast<std::int64_t>(asked.occurrence));
            statement.bind(3, asked.variant).bind(4, asked.naming);
        } else {
            statement.bind(1, asked.name);
        }
        std::optional<journal_row> row;
        if (statement.step()) {
            row = read_row(statement);
        }
        statement.reset();
        return row;
    });
}

std::vector<journal_row> journal_store::failed_after(std::uint64_t number, const std::string& name, std::size_t limit) {
    return guarded([&] {
        sql_statement& statement = statements_->failed;
        statement.bind(1, static_cast<std::int64_t>(number)).bind(2, name).bind(3, static_cast<std::int64_t>(limit));
        std::vector<journal_row> rows;
        while (statement.step()) {
            rows.push_back(read_row(statement));
        }
        statement.reset();
        return rows;
    });
}

void journal_store::put(std::span<const journal_row> rows) {
    guarded([&] {
        sql_transaction written(*database_);
        bound_texts texts;
        for (const journal_row& each : rows) {
            bind_row(statements_->put, each, texts);
            statements_->put.run();
        }
        written.commit();
    });
}

void journal_store::believe(std::span<const std::string> names) {
    guarded([&] {
        sql_transaction written(*database_);
        for (const std::string& each : names) {
            statements_->believe.bind(1, each).run();
        }
        written.commit();
    });
}

}  // namespace trawl::batch
