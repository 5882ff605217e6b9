#include "crawl/state_store.hpp"

#include <algorithm>
#include <utility>

#include "batch/journal_error.hpp"
#include "batch/journal_schema.hpp"
#include "crawl/crawl_schema.hpp"
#include "crawl/state_file.hpp"
#include "crawl/state_links.hpp"
#include "crawl/state_words.hpp"
#include "crawl/url_key.hpp"

namespace trawl::crawl {

namespace {

// What an ending that does not tell of its content leaves as it was.
constexpr const char* leaves_content = "(excluded.outcome = 'not_modified' OR excluded.is_passing)";

std::string kept(const std::string& column) {
    return column + " = CASE WHEN " + leaves_content + " THEN coalesce(excluded." + column + ", " + column +
           ") ELSE excluded." + column + " END, ";
}

std::string replaced(const std::string& column) {
    return column + " = excluded." + column + ", ";
}

// A passing failure says nothing of whether it changed, and leaves the digest for the next try to compare with. What ends
// twice in a round has not changed in it: it was asked for in another way.
constexpr const char* change_of_content =
    "change = CASE WHEN excluded.is_passing THEN change "
    "WHEN excluded.round = round AND NOT is_passing THEN change "
    "WHEN excluded.is_failed THEN iif(is_failed AND sha256 IS NULL, change, 'gone') "
    "WHEN is_failed AND sha256 IS NULL THEN 'new' "
    "WHEN excluded.outcome = 'not_modified' THEN 'same' "
    "WHEN sha256 IS excluded.sha256 AND location IS excluded.location THEN 'same' ELSE 'changed' END, ";

std::string settle_text() {
    std::string text =
        "INSERT INTO done (id, round, is_failed, is_passing, outcome, status, error, reason, detail, size, sha256, "
        "etag, "
        "last_modified, media_type, path, location, started_ns, took_ms, same_as, links, charset) VALUES (?1, ?2, ?3, "
        "?4, ?5, "
        "?6, "
        "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) ON CONFLICT (id) DO UPDATE SET ";
    text += change_of_content;
    for (const char* column :
         {"size", "sha256", "etag", "last_modified", "media_type", "charset", "path", "location", "same_as", "links"}) {
        text += kept(column);
    }
    text += std::string("content_ns = CASE WHEN ") + leaves_content + " THEN coalesce(content_ns, started_ns) END, ";
    for (const char* column : {"round", "is_failed", "is_passing", "outcome", "status", "error", "reason", "detail",
                               "started_ns", "took_ms"}) {
        text += replaced(column);
    }
    return text + "is_open = 0";
}

void bind_verdict(batch::sql_statement& into, int place, const verdict& what) {
    if (what.is_good()) {
        into.bind_null(place).bind_null(place + 1);
    } else {
        into.bind(place, static_cast<std::int64_t>(what.why)).bind_or_null(place + 1, what.detail);
    }
}

void bind_unless_zero(batch::sql_statement& into, int place, std::int64_t number) {
    if (number == 0) {
        into.bind_null(place);
    } else {
        into.bind(place, number);
    }
}

std::int64_t seconds_of(system_time when) {
    return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
}

// Among the anchors of each page whose ids are known: of a page without any, no fragment can be wrong.
constexpr std::int64_t known_anchors = 0;

}  // namespace

state_store::statements::statements(batch::sql_database& database)
    : add(database.prepare(
          "INSERT INTO url (id, key, host, depth, kind, purpose, via, reason, detail, url) VALUES (?1, "
          "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")),
      change(database.prepare(
          "UPDATE url SET depth = ?2, kind = ?3, purpose = ?4, reason = ?5, detail = ?6 WHERE id = ?1")),
      settle(database.prepare(settle_text())),
      reopen(database.prepare("UPDATE done SET is_open = 1 WHERE id = ?1")),
      forget_links(database.prepare("DELETE FROM link WHERE source = ?1")),
      forget_anchors(database.prepare("DELETE FROM anchor WHERE page = ?1")),
      link(database.prepare("INSERT INTO link (source, number, target, kind, line, col, fragment, hash, anchor) VALUES "
                            "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      anchor(database.prepare("INSERT OR IGNORE INTO anchor (page, hash) VALUES (?1, ?2)")),
      host(database.prepare("INSERT OR REPLACE INTO host (id, origin, pages, bytes, failures) VALUES (?1, ?2, ?3, ?4, "
                            "?5)")),
      robots(database.prepare("INSERT OR REPLACE INTO robots (origin, fetched, expires, status, error, body) VALUES "
                              "(?1, ?2, ?3, ?4, ?5, ?6)")),
      value(database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")),
      output(database.prepare("INSERT OR REPLACE INTO output (path, size) VALUES (?1, ?2)")),
      read(database.prepare("SELECT u.url, v.url, d.etag, d.last_modified FROM url u LEFT JOIN url v ON v.id = u.via "
                            "LEFT JOIN done d ON d.id = u.id WHERE u.id = ?1")),
      links(database.prepare("SELECT links FROM done WHERE id = ?1")),
      same(database.prepare(
          "SELECT u.url, coalesce(d.content_ns, d.started_ns) FROM done d JOIN url u ON u.id = d.id WHERE d.id = ?1")) {
}

state_store::state_store(const files::folder& where) try : place_(where, "") {
    guarded([this] {
        open();
        statements_.emplace(*database_);
    });
} catch (const batch::journal_error& failed) {
    throw state_error(failed.what());
}

state_store::~state_store() = default;

void state_store::open() {
    database_.emplace(place_.path());
    const bool is_new = is_unmade_state(*database_, shown_path());
    if (is_new) {
        database_->run("PRAGMA page_size = 8192");
    }
    database_->run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = "
        "-8192");
    if (is_new) {
        make();
    }
    check_words();
    const auto round = database_->number("SELECT value FROM meta WHERE key = 'round'");
    round_ = static_cast<std::uint64_t>(std::max<std::int64_t>(round, 1));
    for (const output_file& each : outputs()) {
        committed_.emplace(each.path, each.size);
    }
}

void state_store::make() {
    batch::sql_transaction made(*database_);
    database_->run(crawl_schema);
    database_->run("PRAGMA application_id = " + std::to_string(batch::crawl_application) +
                   "; PRAGMA user_version = " + std::to_string(crawl_version));
    made.commit();
}

// An older file may lack the latest words; one that has others for a code was made with other enumerations.
void state_store::check_words() {
    batch::sql_transaction written(*database_);
    batch::sql_statement find = database_->prepare("SELECT name FROM word WHERE what = ?1 AND code = ?2");
    batch::sql_statement put = database_->prepare("INSERT INTO word (what, code, name) VALUES (?1, ?2, ?3)");
    for (const state_word& each : state_words()) {
        find.bind(1, each.what).bind(2, each.code);
        const std::string known = find.step() ? find.text(0) : std::string();
        find.reset();
        if (known.empty()) {
            put.bind(1, each.what).bind(2, each.code).bind(3, each.name).run();
        } else if (known != each.name) {
            throw state_error(shown_path() +
                              " is of another version of trawl: go on with that one, or crawl into "
                              "another folder");
        }
    }
    written.commit();
}

std::uint64_t state_store::done_count() {
    return guarded([this] {
        return static_cast<std::uint64_t>(database_->number("SELECT count(*) FROM done WHERE NOT is_failed"));
    });
}

std::vector<output_file> state_store::outputs() {
    return guarded([this] {
        std::vector<output_file> found;
        batch::sql_statement all = database_->prepare("SELECT path, size FROM output ORDER BY path");
        while (all.step()) {
            found.push_back({all.text(0), static_cast<std::uint64_t>(all.number(1))});
        }
        return found;
    });
}

void state_store::put(const state_change& what) {
    guarded([&] {
        if (!transaction_) {
            transaction_.emplace(*database_);
        }
        std::visit([this](const auto& one) { put_one(one); }, what);
    });
}

void state_store::commit(const std::vector<output_file>& written) {
    guarded([&] {
        for (const output_file& each : written) {
            const auto known = committed_.find(each.path);
            if (known != committed_.end() && known->second == each.size) {
                continue;
            }
            if (!transaction_) {
                transaction_.emplace(*database_);
            }
            statements_->output.bind(1, each.path).bind(2, static_cast<std::int64_t>(each.size)).run();
            committed_[each.path] = each.size;
        }
        if (transaction_) {
            transaction_->commit();
            transaction_.reset();
        }
    });
}

void state_store::put_one(const new_url& what) {
    batch::sql_statement& add = statements_->add;
    add.bind(1, std::int64_t{what.id}).bind(2, static_cast<std::int64_t>(what.key)).bind(3, std::int64_t{what.host});
    add.bind(4, std::int64_t{what.depth}).bind(5, static_cast<std::int64_t>(what.kind));
    add.bind(6, static_cast<std::int64_t>(what.purpose));
    bind_unless_zero(add, 7, what.via);
    bind_verdict(add, 8, what.skipped);
    add.bind(10, what.url).run();
}

void state_store::put_one(const changed_url& what) {
    batch::sql_statement& change = statements_->change;
    change.bind(1, std::int64_t{what.id}).bind(2, std::int64_t{what.depth});
    change.bind(3, static_cast<std::int64_t>(what.kind)).bind(4, static_cast<std::int64_t>(what.purpose));
    bind_verdict(change, 5, what.skipped);
    change.run();
}

void state_store::put_one(const std::unique_ptr<settled_url>& what) {
    const ending& how = what->how;
    batch::sql_statement& settle = statements_->settle;
    settle.bind(1, std::int64_t{how.id}).bind(2, static_cast<std::int64_t>(round_));
    settle.bind(3, std::int64_t{how.is_failed}).bind(4, std::int64_t{how.is_passing}).bind(5, how.outcome);
    bind_unless_zero(settle, 6, how.status);
    settle.bind_or_null(7, how.error);
    bind_verdict(settle, 8, how.skipped);
    if (how.sha256 || how.size > 0) {
        settle.bind(10, static_cast<std::int64_t>(how.size));
    }
    if (how.sha256) {
        settle.bind_blob(11, *how.sha256);
    }
    settle.bind_or_null(12, how.etag).bind_or_null(13, how.last_modified).bind_or_null(14, how.media_type);
    settle.bind_or_null(15, how.path).bind_or_null(16, how.location);
    settle.bind(17, std::chrono::duration_cast<std::chrono::nanoseconds>(how.started.time_since_epoch()).count());
    settle.bind(18, std::int64_t{how.took.count()});
    bind_unless_zero(settle, 19, how.same_as);
    const std::string links = encode_ids(how.links);
    if (!links.empty()) {
        settle.bind_blob(20, {reinterpret_cast<const unsigned char*>(links.data()), links.size()});
    }
    settle.bind_or_null(21, how.charset).run();
}

void state_store::put_one(const reopened_url& what) {
    statements_->reopen.bind(1, std::int64_t{what.id}).run();
}

void state_store::put_one(const std::unique_ptr<page_links>& what) {
    statements_->forget_links.bind(1, std::int64_t{what->source}).run();
    statements_->forget_anchors.bind(1, std::int64_t{what->source}).run();
    std::int64_t number = 0;
    for (const kept_link& each : what->links) {
        put_link(what->source, ++number, each);
    }
    if (what->ids) {
        put_anchor(what->source, known_anchors);
        for (const std::string& each : *what->ids) {
            put_anchor(what->source, static_cast<std::int64_t>(fingerprint(each)));
        }
    }
}

void state_store::put_link(url_id source, std::int64_t number, const kept_link& what) {
    batch::sql_statement& link = statements_->link;
    link.bind(1, std::int64_t{source}).bind(2, number).bind(3, std::int64_t{what.target});
    link.bind(4, static_cast<std::int64_t>(what.kind));
    bind_unless_zero(link, 5, what.line);
    bind_unless_zero(link, 6, what.column);
    link.bind_or_null(7, what.fragment);
    if (const std::string named = id_of_fragment(what.fragment); !named.empty()) {
        link.bind(8, static_cast<std::int64_t>(fingerprint(named)));
    }
    link.bind_or_null(9, what.anchor).run();
}

void state_store::put_anchor(url_id page, std::int64_t hash) {
    statements_->anchor.bind(1, std::int64_t{page}).bind(2, hash).run();
}

void state_store::put_one(const host_row& what) {
    batch::sql_statement& host = statements_->host;
    host.bind(1, std::int64_t{what.id}).bind(2, what.origin).bind(3, static_cast<std::int64_t>(what.pages));
    host.bind(4, static_cast<std::int64_t>(what.bytes)).bind(5, static_cast<std::int64_t>(what.failures)).run();
}

void state_store::put_one(const robots_row& what) {
    batch::sql_statement& robots = statements_->robots;
    robots.bind(1, what.origin).bind(2, seconds_of(what.fetched)).bind(3, seconds_of(what.expires));
    bind_unless_zero(robots, 4, what.status);
    robots.bind_or_null(5, what.error).bind_or_null(6, what.body).run();
}

void state_store::put_one(const kept_value& what) {
    statements_->value.bind(1, what.key).bind(2, what.value).run();
}

void state_store::put_one(const new_round& what) {
    round_ = what.number;
    put_one(kept_value{"round", std::to_string(what.number)});
}

}  // namespace trawl::crawl
