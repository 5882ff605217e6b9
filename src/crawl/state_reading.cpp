#include "crawl/state_links.hpp"
#include "crawl/state_store.hpp"

#include <algorithm>
#include <limits>

namespace trawl::crawl {

namespace {

constexpr int all_of_url = 9;  // columns; those of the ending follow

// In memory there is a place for each number up to the last one: the numbers of a file that was tampered with must not ask
// for more of them than its rows do.
constexpr std::int64_t most_missing = 1'000'000;

template <class T>
T checked(std::int64_t code, T last) {
    if (code < 0 || code > static_cast<std::int64_t>(last)) {
        throw batch::sql_error::of_damage("a row has a code that means nothing: " + std::to_string(code));
    }
    return static_cast<T>(code);
}

// Requires that they come in their order.
std::uint32_t checked_number(std::int64_t number, std::int64_t before, std::int64_t most_between) {
    if (number <= before || number - before > most_between || number > std::numeric_limits<url_id>::max()) {
        throw batch::sql_error::of_damage("the row number " + std::to_string(number) + " follows on " +
                                          std::to_string(before));
    }
    return static_cast<std::uint32_t>(number);
}

constexpr const char* each_url_text =
    "SELECT u.id, u.key, u.host, u.depth, u.kind, u.purpose, u.reason, u.url, u.via, "
    "d.id, d.is_open, d.is_failed, d.is_passing, d.status, d.reason, d.size, d.sha256, d.started_ns, d.path, d.round, "
    "d.location, d.charset, d.outcome "
    "FROM url u LEFT JOIN done d ON d.id = u.id ";

system_time time_of(std::chrono::nanoseconds since_epoch) {
    return system_time(std::chrono::duration_cast<system_time::duration>(since_epoch));
}

system_time checked_time(std::int64_t seconds) {
    // In 2242: far from where nanoseconds end.
    constexpr std::int64_t latest = std::int64_t{1} << 33U;
    if (seconds < 0 || seconds > latest) {
        throw batch::sql_error::of_damage("a row has a time that means nothing: " + std::to_string(seconds));
    }
    return time_of(std::chrono::seconds{seconds});
}

bool is_page(std::int64_t status) {
    return (status >= 200 && status < 300) || status == 304;
}

void read_ending(const batch::sql_statement& row, state::known_url& into) {
    int column = all_of_url + 1;
    const bool is_open = row.number(column++) != 0;
    const bool is_failed = row.number(column++) != 0;
    into.is_passing = row.number(column++) != 0;
    const std::int64_t status = row.number(column++);
    if (!is_open) {
        into.where = is_failed ? standing::failed : standing::done;
        into.why = checked(row.number(column), reason::parked);
    }
    ++column;
    into.is_page = !is_failed && is_page(status) && !is_check(into.purpose);
    into.size = static_cast<std::uint64_t>(row.number(column++));
    const std::string_view digest = row.view(column++);
    if (digest.size() == std::tuple_size_v<files::sha256_digest>) {
        std::ranges::copy(digest, into.sha256.emplace().begin());
    }
    into.started = time_of(std::chrono::nanoseconds{row.number(column++)});
    into.path = row.view(column++);
    into.round = static_cast<std::uint64_t>(row.number(column++));
    into.location = row.view(column++);
    into.charset = row.view(column++);
    into.is_http_error = is_failed && row.view(column++) == "http_error";
}

void read_known(const batch::sql_statement& row, std::int64_t most_between, state::known_url& into) {
    int column = 0;
    into.id = checked_number(row.number(column++), into.id, most_between);
    into.key = static_cast<std::uint64_t>(row.number(column++));
    into.host = static_cast<host_id>(row.number(column++));
    into.depth = static_cast<std::uint32_t>(row.number(column++));
    into.kind = checked(row.number(column++), html::link_kind::other_requisite);
    into.purpose = checked(row.number(column++), purpose::check_ids);
    into.why = checked(row.number(column++), reason::parked);
    into.where = into.why == reason::none ? standing::pending : standing::skipped;
    into.url = row.view(column++);
    into.via = static_cast<url_id>(row.number(column++));
    if (!row.is_null(column)) {
        read_ending(row, into);
    }
}

}  // namespace

void state_store::each_url(const std::function<void(const state::known_url&)>& take) {
    each_known("ORDER BY u.id", most_missing, take);
}

void state_store::each_seed(const std::function<void(const state::known_url&)>& take) {
    const auto is = [](const char* column, auto value) {
        return std::string(column) + " = " + std::to_string(static_cast<int>(value));
    };
    each_known("WHERE " + is("u.kind", html::link_kind::seed) + " OR (" + is("u.kind", html::link_kind::redirect) +
                   " AND u.depth = 0 AND " + is("u.purpose", purpose::page) +
                   " AND (u.reason IS NULL OR NOT d.is_open)) ORDER BY u.id",
               std::numeric_limits<url_id>::max(), take);
}

void state_store::each_known(const std::string& which, std::int64_t most_between,
                             const std::function<void(const state::known_url&)>& take) {
    guarded([&] {
        batch::sql_statement all = database_->prepare(each_url_text + which);
        url_id last = 0;
        while (all.step()) {
            state::known_url known;
            known.id = last;
            read_known(all, most_between, known);
            last = known.id;
            take(known);
        }
    });
}

bool state_store::has_reopened() {
    return guarded([this] {
        return database_->number(
                   "SELECT EXISTS (SELECT 1 FROM done d JOIN url u ON u.id = d.id WHERE d.is_open AND "
                   "u.reason IS NULL AND d.round > 0)") != 0;
    });
}

void state_store::each_host(const std::function<void(const host_row&)>& take) {
    guarded([&] {
        batch::sql_statement all =
            database_->prepare("SELECT id, origin, pages, bytes, failures FROM host ORDER BY id");
        host_id last = 0;
        while (all.step()) {
            host_row row;
            row.id = last = checked_number(all.number(0), last, most_missing);
            row.origin = all.text(1);
            row.pages = static_cast<std::uint64_t>(all.number(2));
            row.bytes = static_cast<std::uint64_t>(all.number(3));
            row.failures = static_cast<std::uint64_t>(all.number(4));
            take(row);
        }
    });
}

void state_store::each_robots(const std::function<void(robots_row)>& take) {
    guarded([&] {
        batch::sql_statement all =
            database_->prepare("SELECT origin, fetched, expires, status, error, body FROM robots");
        while (all.step()) {
            robots_row row;
            row.origin = all.text(0);
            row.fetched = checked_time(all.number(1));
            row.expires = checked_time(all.number(2));
            row.status = static_cast<int>(all.number(3));
            row.error = all.text(4);
            row.body = all.text(5);
            take(std::move(row));
        }
    });
}

std::string state_store::value(const std::string& key) {
    return guarded([&] {
        batch::sql_statement find = database_->prepare("SELECT value FROM meta WHERE key = ?1");
        find.bind(1, key);
        return find.step() ? find.text(0) : std::string();
    });
}

state::stored_url state_store::read(url_id which) {
    return guarded([&] {
        batch::sql_statement& find = statements_->read;
        find.bind(1, std::int64_t{which});
        if (!find.step()) {
            find.reset();
            throw state_error(shown_path() + " has no URL number " + std::to_string(which));
        }
        state::stored_url found;
        found.id = which;
        found.url = find.text(0);
        found.referrer = find.text(1);
        found.etag = find.text(2);
        found.last_modified = find.text(3);
        find.reset();
        return found;
    });
}

std::vector<url_id> state_store::links_of(url_id which) {
    return guarded([&] {
        batch::sql_statement& find = statements_->links;
        find.bind(1, std::int64_t{which});
        auto found = find.step() ? decode_ids(find.view(0)) : std::vector<url_id>();
        find.reset();
        return found;
    });
}

same_page state_store::same_as(url_id which) {
    return guarded([&] {
        batch::sql_statement& find = statements_->same;
        find.bind(1, std::int64_t{which});
        same_page found;
        if (find.step()) {
            found.id = which;
            found.url = find.text(0);
            found.started = time_of(std::chrono::nanoseconds{find.number(1)});
        }
        find.reset();
        return found;
    });
}

}  // namespace trawl::crawl
