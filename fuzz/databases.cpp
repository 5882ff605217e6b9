#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "batch/journal_error.hpp"
#include "batch/journal_store.hpp"
#include "batch/sql.hpp"
#include "check.hpp"
#include "crawl/frontier.hpp"
#include "crawl/judge.hpp"
#include "crawl/mirror_names.hpp"
#include "crawl/state.hpp"
#include "crawl/state_store.hpp"
#include "crawl/url_key.hpp"
#include "pieces.hpp"
#include "targets.hpp"
#include "temp_folder.hpp"

using trawl::fuzz::check;
namespace batch = trawl::batch;
namespace crawl = trawl::crawl;
namespace http = trawl::http;
namespace files = trawl::files;
namespace async = trawl::async;

namespace {

/// A database that was good, and is damaged as an input says, a line for each damage: "r", a table, a column, a type and a
/// value that all rows get there; else three bytes that say where what follows is put into the file.
class damaged_database {
public:
    explicit damaged_database(const std::function<void(const files::folder&)>& make)
        : where_(files::folder::open_or_create(folder_.path()).value()) {
        make(where_);
        whole_ = trawl::fuzz::read_file(path());
        batch::sql_database database(path(), batch::sql_access::read);
        auto all = database.prepare(
            "SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'");
        while (all.step()) {
            columns_.emplace_back(all.text(0), all.text(1));
        }
    }

    [[nodiscard]] const files::folder& where() const noexcept { return where_; }
    [[nodiscard]] std::string path() const { return folder_ / ".trawl/state.db"; }

    void damage(std::string_view input) {
        std::string image = whole_;
        std::string_view rest = input;
        while (!rest.empty()) {
            write_over(image, trawl::fuzz::take_line(rest));
        }
        for (const char* log : {"-wal", "-shm"}) {
            std::error_code ignored;
            std::filesystem::remove(path() + log, ignored);
        }
        trawl::fuzz::write_file(path(), image);
        change_rows(input);
    }

private:
    static std::size_t number_at(std::string_view line, std::size_t at) {
        return static_cast<unsigned char>(at < line.size() ? line[at] : '\0');
    }

    static void write_over(std::string& image, std::string_view line) {
        if (line.size() < 4 || line.starts_with('r')) {
            return;
        }
        const std::size_t at =
            ((number_at(line, 0) << 16U) + (number_at(line, 1) << 8U) + number_at(line, 2)) % image.size();
        line.remove_prefix(3);
        line = line.substr(0, image.size() - at);
        image.replace(at, line.size(), line);
    }

    void change_rows(std::string_view input) const {
        try {
            batch::sql_database database(path());
            while (!input.empty()) {
                const std::string_view line = trawl::fuzz::take_line(input);
                if (line.size() >= 4 && line.starts_with('r')) {
                    change_row(database, line);
                }
            }
        } catch (const batch::sql_error&) {
            // Too much of it is damaged, or the column does not take it.
        }
    }

    void change_row(batch::sql_database& database, std::string_view line) const {
        const auto& [table, column] = columns_[(number_at(line, 1) * 8 + number_at(line, 2)) % columns_.size()];
        std::string text = "UPDATE OR REPLACE \"" + table;
        text += "\" SET \"" + column + "\" = ?1";
        auto change = database.prepare(text);
        const std::string_view value = line.substr(4);
        const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
        switch (number_at(line, 3) % 4) {
            case 0:
                change.bind(1, std::int64_t{std::atoll(std::string(value).c_str())});
                break;
            case 1:
                change.bind(1, value);
                break;
            case 2:
                change.bind_blob(1, {bytes, value.size()});
                break;
            default:
                change.bind_null(1);
        }
        change.run();
    }

    trawl::fuzz::temp_folder folder_;
    files::folder where_;
    std::string whole_;
    std::vector<std::pair<std::string, std::string>> columns_;
};

void make_journal(const files::folder& where) {
    batch::journal_store store(where);
    std::vector<batch::journal_row> rows(3);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].name = "file" + std::to_string(i);
        rows[i].url = "http://example.org/" + std::to_string(i);
        rows[i].number = i + 1;
        rows[i].outcome = i == 0 ? "ok" : "network_error";
        rows[i].status = 200;
        rows[i].size = 5;
        rows[i].sha256.emplace().fill(1);
        rows[i].digests = "md5=00000000000000000000000000000000";
        rows[i].etag = "\"a\"";
        rows[i].error_kind = i == 0 ? "" : "refused";
    }
    store.put(rows);
}

void use_journal(const files::folder& where) {
    batch::journal_store store(where);
    std::size_t names = 0;
    store.each_name([&](const std::string&) { ++names; });
    for (const auto& asked :
         {batch::journal::question{.name = "file0", .url = {}, .variant = {}, .naming = {}},
          batch::journal::question{.name = {}, .url = "http://example.org/1", .variant = {}, .naming = {}}}) {
        (void)store.find(asked);
    }
    const auto failed = store.failed_after(0, "", 2);
    check(failed.size() <= 2, "no more rows are given than were asked for");
    store.put(failed);
    store.believe(std::vector<std::string>{"file0"});
}

crawl::new_url url_of(crawl::url_id id) {
    crawl::new_url made;
    made.id = id;
    made.url = "http://a.test/" + std::to_string(id);
    made.key = crawl::fingerprint(crawl::normal_form(http::parse_url(made.url).value(), {}));
    made.host = 1;
    made.depth = id == 1 ? 0 : 1;
    made.kind = id == 1 ? trawl::html::link_kind::seed : trawl::html::link_kind::anchor;
    made.via = id == 1 ? 0 : 1;
    return made;
}

void make_state(const files::folder& where) {
    crawl::state_store store(where);
    crawl::ending how;
    how.id = 1;
    how.outcome = "ok";
    how.status = 200;
    how.size = 5;
    how.sha256.emplace().fill(1);
    how.path = "a.test/index.html";
    how.location = "http://a.test/2";
    how.links = {2, 3};
    for (crawl::url_id id = 1; id <= 4; ++id) {
        store.put(url_of(id));
    }
    auto settled = std::make_unique<crawl::settled_url>();
    settled->how = how;
    store.put(std::move(settled));
    store.put(crawl::host_row{.id = 1, .origin = "http://a.test", .pages = 1, .bytes = 5});
    crawl::robots_row robots;
    robots.origin = "http://a.test";
    robots.body = "User-agent: *\nDisallow: /x\n";
    store.put(robots);
    store.put(crawl::kept_value{.key = "judge", .value = "x"});
    store.commit({{"/tmp/x.warc.gz", 100}});
}

void read_state(crawl::state& kept) {
    kept.each_robots([](const crawl::robots_row&) {});
    crawl::mirror_names names;
    kept.each_url([&](const crawl::state::known_url& known) {
        const auto where = http::parse_url(known.url);
        if (where && !known.path.empty()) {
            names.take(*where, known.path);
        }
    });
}

async::awaitable<void> go_on(const files::folder& where) {
    crawl::state kept(co_await boost::asio::this_coro::executor, where, {}, {});
    read_state(kept);
    crawl::judge rules({});
    crawl::frontier_settings settings;
    settings.key_of = [](const http::url& of) { return crawl::fingerprint(crawl::normal_form(of, {})); };
    settings.judged_by = "x";
    settings.refresh_before = std::chrono::system_clock::now();
    crawl::crawl_frontier frontier(kept, rules, std::move(settings));
    frontier.add_seed(http::parse_url("http://a.test/1").value());
    frontier.start();
    std::vector<crawl::url_id> asked{1, 2};
    (void)co_await kept.links_of(std::move(asked));
    auto job = co_await frontier.next();
    if (job) {
        (void)frontier.may_ask(*job);
        trawl::fetch::report told(std::move(*job));
        frontier.settled(told);
    }
    frontier.finish();
    co_await kept.flush(true);
}

}  // namespace

// Damage to the journal of a folder: see `damaged_database`.
void trawl::fuzz::journal(std::string_view input) {
    static damaged_database database(make_journal);
    database.damage(input);
    try {
        use_journal(database.where());
    } catch (const batch::journal_error& wrong) {
        check(std::string_view(wrong.what()).find(".trawl/state.db") != std::string_view::npos,
              "an error names the file");
    }
}

// Damage to the state of a crawl.
void trawl::fuzz::crawl_state(std::string_view input) {
    static damaged_database database(make_state);
    database.damage(input);
    boost::asio::io_context loop;
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, go_on(database.where()), [&](std::exception_ptr why) { failure = std::move(why); });
    loop.run();
    try {
        if (failure) {
            std::rethrow_exception(failure);
        }
    } catch (const crawl::state_error& wrong) {
        check(std::string_view(wrong.what()).find(".trawl/state.db") != std::string_view::npos,
              "an error names the file");
    }
}
