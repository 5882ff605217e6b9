#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "batch/journal_place.hpp"
#include "batch/sql.hpp"
#include "crawl/page_output.hpp"
#include "crawl/state.hpp"
#include "crawl/state_change.hpp"
#include "crawl/state_file.hpp"
#include "files/folder.hpp"

namespace trawl::crawl {

/// The database of a crawl's state. What is put goes into a transaction that is open until `commit`; what is read sees
/// it. Each function blocks, and throws `state_error` for what keeps it from its work.
///
/// Threads     One at a time.
class state_store {
public:
    /// Opens or makes it, as the constructor of `state`.
    explicit state_store(const files::folder& where);
    /// Drops what was not committed.
    ~state_store();
    state_store(const state_store&) = delete;
    state_store& operator=(const state_store&) = delete;

    [[nodiscard]] const std::string& shown_path() const noexcept { return place_.shown_path(); }
    [[nodiscard]] std::uint64_t round() const noexcept { return round_; }

    /// How many URLs are done and did not fail.
    [[nodiscard]] std::uint64_t done_count();
    [[nodiscard]] std::vector<output_file> outputs();
    void each_url(const std::function<void(const state::known_url&)>& take);
    void each_seed(const std::function<void(const state::known_url&)>& take);
    [[nodiscard]] bool has_reopened();
    void each_host(const std::function<void(const host_row&)>& take);
    void each_robots(const std::function<void(robots_row)>& take);
    [[nodiscard]] std::string value(const std::string& key);

    void put(const state_change& what);
    void commit(const std::vector<output_file>& written);
    [[nodiscard]] bool has_uncommitted() const noexcept { return transaction_.has_value(); }

    [[nodiscard]] state::stored_url read(url_id which);
    [[nodiscard]] std::vector<url_id> links_of(url_id which);
    /// What an earlier page was; an empty URL for one that has not ended.
    [[nodiscard]] same_page same_as(url_id which);

private:
    struct statements {
        explicit statements(batch::sql_database& database);

        batch::sql_statement add;
        batch::sql_statement change;
        batch::sql_statement settle;
        batch::sql_statement reopen;
        batch::sql_statement forget_links;
        batch::sql_statement forget_anchors;
        batch::sql_statement link;
        batch::sql_statement anchor;
        batch::sql_statement host;
        batch::sql_statement robots;
        batch::sql_statement value;
        batch::sql_statement output;
        batch::sql_statement read;
        batch::sql_statement links;
        batch::sql_statement same;
    };

    template <class F>
    auto guarded(F work) {
        try {
            return work();
        } catch (const batch::sql_error& why) {
            fail_with(shown_path(), why);
        }
    }
    void open();
    void make();
    void each_known(const std::string& which, std::int64_t most_between,
                    const std::function<void(const state::known_url&)>& take);
    void check_words();

    void put_one(const new_url& what);
    void put_one(const changed_url& what);
    void put_one(const std::unique_ptr<settled_url>& what);
    void put_one(const kept_exchange&) {}
    void put_one(const reopened_url& what);
    void put_one(const std::unique_ptr<page_links>& what);
    void put_link(url_id source, std::int64_t number, const kept_link& what);
    void put_anchor(url_id page, std::int64_t hash);
    void put_one(const host_row& what);
    void put_one(const robots_row& what);
    void put_one(const kept_value& what);
    void put_one(const new_round& what);

    batch::journal_place place_;
    std::uint64_t round_ = 1;
    std::optional<batch::sql_database> database_;
    std::optional<statements> statements_;
    std::optional<batch::sql_transaction> transaction_;
    std::map<std::string, std::uint64_t> committed_;
};

}  // namespace trawl::crawl
