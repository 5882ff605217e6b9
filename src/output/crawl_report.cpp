#include "output/crawl_report.hpp"

#include <array>
#include <span>
#include <utility>

#include "base/printable.hpp"
#include "batch/run_lock.hpp"
#include "batch/sql.hpp"
#include "crawl/state_file.hpp"
#include "output/crawl_queries.hpp"
#include "output/csv.hpp"
#include "output/json.hpp"
#include "output/link_queries.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

using batch::sql_statement;

constexpr std::size_t enough_text = std::size_t{64} << 10U;

struct named_table {
    std::string_view name;
    crawl_table what;
    const char* query;
};
constexpr std::array<named_table, 9> tables{{{"urls", crawl_table::urls, urls_query},
                                             {"failed", crawl_table::failed, failed_query},
                                             {"errors", crawl_table::failed, failed_query},
                                             {"skipped", crawl_table::skipped, skipped_query},
                                             {"links", crawl_table::links, links_query},
                                             {"hosts", crawl_table::hosts, hosts_query},
                                             {"changes", crawl_table::changes, changes_query},
                                             {"broken", crawl_table::broken, ""},
                                             {"moved", crawl_table::moved, ""}}};

std::string query_of(batch::sql_database& state, crawl_table what) {
    if (what == crawl_table::broken || what == crawl_table::moved) {
        return what == crawl_table::broken ? broken_links_query() : moved_links_query();
    }
    if (what == crawl_table::links && state.number("SELECT EXISTS (SELECT 1 FROM link)") == 0) {
        return first_links_query;
    }
    for (const named_table& each : tables) {
        if (each.what == what) {
            return each.query;
        }
    }
    return urls_query;
}

bool is_truth(std::string_view column) {
    return column.starts_with("is_");
}

/// Rows as lines.
class row_text {
public:
    virtual ~row_text() = default;
    virtual void add(std::string& out, const sql_statement& row) const = 0;

protected:
    explicit row_text(const sql_statement& of) {
        for (int column = 0; column < of.columns(); ++column) {
            names_.push_back(of.column_name(column));
        }
    }

    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

private:
    std::vector<std::string> names_;
};

class json_rows final : public row_text {
public:
    explicit json_rows(const sql_statement& of) : row_text(of) {}

    void add(std::string& out, const sql_statement& row) const override {
        for (int column = 0; column < row.columns(); ++column) {
            const std::string& name = names()[static_cast<std::size_t>(column)];
            out.append(column == 0 ? "{\"" : ",\"").append(name).append("\":");
            add_value(out, name, row, column);
        }
        out += "}\n";
    }

private:
    static void add_value(std::string& out, std::string_view name, const sql_statement& row, int column) {
        switch (row.type(column)) {
            case sql_statement::value_type::null:
                out += "null";
                return;
            case sql_statement::value_type::number:
                out += !is_truth(name)             ? std::to_string(row.number(column))
                       : (row.number(column) != 0) ? "true"
                                                   : "false";
                return;
            case sql_statement::value_type::text:
            case sql_statement::value_type::blob:
                append_json_string(out, without_passwords(row.view(column)));
                return;
        }
    }
};

class csv_rows final : public row_text {
public:
    explicit csv_rows(const sql_statement& of) : row_text(of) {}

    [[nodiscard]] std::string head() const {
        std::string line;
        for (const std::string& each : names()) {
            line.append(line.empty() ? "" : ",").append(each);
        }
        return line + "\r\n";
    }

    void add(std::string& out, const sql_statement& row) const override {
        for (int column = 0; column < row.columns(); ++column) {
            out.append(column == 0 ? "" : ",");
            if (row.type(column) == sql_statement::value_type::number) {
                const bool is_shown_as_truth = is_truth(names()[static_cast<std::size_t>(column)]);
                out += !is_shown_as_truth ? row.text(column) : (row.number(column) != 0) ? "true" : "false";
            } else {
                append_csv_field(out, without_passwords(row.view(column)));
            }
        }
        out += "\r\n";
    }
};

void give_rows(sql_statement& rows, const row_text& text, std::string head, const line_sink& take) {
    std::string lines = std::move(head);
    while (rows.step()) {
        text.add(lines, rows);
        if (lines.size() >= enough_text) {
            take(lines);
            lines.clear();
        }
    }
    if (!lines.empty()) {
        take(lines);
    }
}

template <class F>
auto with_state(const std::string& folder, F work) {
    batch::sql_database state = crawl::open_state_for_reading(folder);
    try {
        return work(state);
    } catch (const batch::sql_error& why) {
        crawl::fail_with(folder + "/.trawl/state.db", why);
    }
}

}  // namespace

std::optional<crawl_table> crawl_table_of(std::string_view name) noexcept {
    for (const named_table& each : tables) {
        if (each.name == name) {
            return each.what;
        }
    }
    return std::nullopt;
}

std::string crawl_table_names() {
    std::string names;
    for (const named_table& each : tables) {
        names.append(names.empty() ? "" : ", ").append(each.name);
    }
    return names;
}

void export_crawl(const std::string& folder, crawl_table what, table_format how, const line_sink& take) {
    with_state(folder, [&](batch::sql_database& state) {
        sql_statement rows = state.prepare(query_of(state, what));
        if (how == table_format::csv) {
            const csv_rows text(rows);
            give_rows(rows, text, text.head(), take);
        } else {
            give_rows(rows, json_rows(rows), {}, take);
        }
    });
}

namespace {

/// "label  text", the texts below one another.
void add_line(std::string& out, std::string_view label, const std::string& text) {
    constexpr std::size_t width = 10;
    out.append(label).append(label.size() < width ? width - label.size() : 1, ' ').append(text).append("\n");
}

/// "12 scope, 3 depth": the first two columns of what a query gives.
std::string counts(batch::sql_database& state, std::string_view query) {
    std::string text;
    sql_statement rows = state.prepare(query);
    while (rows.step()) {
        text.append(text.empty() ? "" : ", ").append(rows.text(0)).append(" ").append(base::printable(rows.text(1)));
    }
    return text;
}

void add_if_any(std::string& out, std::string_view label, const std::string& text) {
    if (!text.empty()) {
        add_line(out, label, text);
    }
}

constexpr const char* standing_query =
    "SELECT count(*) || ' known: ' || count(nullif(d.id IS NOT NULL AND NOT d.is_open AND NOT d.is_failed, 0)), 'done, "
    "' "
    "|| count(nullif(u.reason IS NULL AND (d.id IS NULL OR d.is_open), 0)) || ' pending, ' || count(nullif(u.reason IS "
    "NOT "
    "NULL AND d.id IS NULL, 0)) || ' skipped, ' || count(nullif(d.is_failed AND NOT d.is_open, 0)) || ' failed (' || "
    "count(nullif(d.is_failed AND d.is_passing AND NOT d.is_open, 0)) || ' of them to be tried again)' "
    "FROM url u LEFT JOIN done d ON d.id = u.id";

constexpr const char* skipped_counts =
    "SELECT sum(n), name FROM (SELECT reason AS r, count(*) AS n FROM url WHERE reason IS NOT NULL GROUP BY reason "
    "UNION "
    "ALL SELECT reason, count(*) FROM done WHERE reason IS NOT NULL GROUP BY reason) JOIN word ON what = 'reason' AND "
    "code "
    "= r GROUP BY name ORDER BY sum(n) DESC, name";

constexpr const char* failed_counts =
    "SELECT count(*), CASE WHEN outcome = 'http_error' THEN 'HTTP ' || status ELSE outcome END FROM done WHERE "
    "is_failed "
    "AND NOT is_open GROUP BY 2 ORDER BY count(*) DESC, 2";

constexpr const char* page_counts =
    "SELECT count(*), 'with ' || printf('%.1f', coalesce(sum(size), 0) / 1048576.0) || ' MiB' FROM done d JOIN url u "
    "ON u.id = d.id JOIN word p ON p.what = 'purpose' AND p.code = u.purpose WHERE NOT is_failed AND (status BETWEEN "
    "200 AND 299 OR status = 304) AND p.name NOT IN ('check', 'check_ids') AND coalesce((SELECT name FROM word WHERE "
    "what "
    "= 'reason' AND code = d.reason), '') NOT IN ('type', 'size')";

constexpr const char* host_counts = "SELECT count(*), 'known' FROM host";

constexpr const char* pending_hosts =
    "SELECT count(*), h.origin FROM url u JOIN host h ON h.id = u.host LEFT JOIN done d ON d.id = u.id WHERE u.reason "
    "IS "
    "NULL AND (d.id IS NULL OR d.is_open) GROUP BY h.id ORDER BY count(*) DESC, h.id LIMIT 5";

constexpr const char* reached_limit =
    "SELECT iif(key = 'limit', value, substr(value, 1, instr(value, char(10)) - 1)), 'is reached: a larger one goes "
    "on' "
    "FROM meta WHERE key IN ('limit', 'host_limits') AND value <> '' ORDER BY key DESC";

constexpr const char* last_time =
    "SELECT strftime('%Y-%m-%d %H:%M:%S', max(started_ns) / 1000000000, 'unixepoch'), 'UTC, in round ' || max(round) "
    "FROM "
    "done HAVING count(*) > 0";

}  // namespace

namespace {

std::string what_runs_in(const std::string& folder) {
    const auto process = batch::run_lock::holder(folder);
    if (!process) {
        return "not running";
    }
    return process->empty() ? "running" : "running, process " + *process;
}

}  // namespace

std::string crawl_status(const std::string& folder) {
    return with_state(folder, [&](batch::sql_database& state) {
        state.run("BEGIN");
        std::string text;
        add_line(text, "crawl", base::printable(folder));
        add_line(text, "now", what_runs_in(folder));
        add_line(text, "URLs", counts(state, standing_query));
        add_line(text, "pages", counts(state, page_counts));
        add_if_any(text, "skipped", counts(state, skipped_counts));
        add_if_any(text, "failed", counts(state, failed_counts));
        add_line(text, "hosts", counts(state, host_counts));
        add_if_any(text, "pending", counts(state, pending_hosts));
        add_if_any(text, "limit", counts(state, reached_limit));
        add_if_any(text, "last", counts(state, last_time));
        sql_statement outputs = state.prepare("SELECT path, size FROM output ORDER BY path");
        while (outputs.step()) {
            add_line(text, "output", base::printable(outputs.text(0)) + ", " + outputs.text(1) + " bytes");
        }
        return text;
    });
}

}  // namespace trawl::output
