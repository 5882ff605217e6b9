#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "batch/journal.hpp"
#include "batch/journal_place.hpp"
#include "batch/journal_row.hpp"
#include "batch/sql.hpp"

namespace trawl::batch {

/// The database of a journal. Each function blocks, and throws `journal_error` for what keeps it from its work.
///
/// Threads     One at a time.
class journal_store {
public:
    /// As the constructor of `journal`.
    explicit journal_store(const files::folder& where);
    /// Notes that the rows can be believed, unless another program is still at it.
    ~journal_store();
    journal_store(const journal_store&) = delete;
    journal_store& operator=(const journal_store&) = delete;

    [[nodiscard]] bool is_fresh() const noexcept { return is_fresh_; }
    [[nodiscard]] const std::string& shown_path() const noexcept { return place_.shown_path(); }

    void each_name(const std::function<void(std::string name)>& take);
    [[nodiscard]] std::optional<journal_row> find(const journal::question& asked);
    [[nodiscard]] std::vector<journal_row> failed_after(std::uint64_t number, const std::string& name,
                                                        std::size_t limit);

    /// Writes them all, or none.
    void put(std::span<const journal_row> rows);
    /// Their files were read again and are right.
    void believe(std::span<const std::string> names);

private:
    struct statements {
        explicit statements(sql_database& database);

        sql_statement by_name;
        sql_statement by_url;
        sql_statement failed;
        sql_statement put;
        sql_statement believe;
    };

    template <class F>
    auto guarded(F work);
    void open();
    void make_or_recognise();
    void begin_run();

    journal_place place_;
    bool is_fresh_ = true;
    std::optional<sql_database> database_;
    std::optional<statements> statements_;
};

}  // namespace trawl::batch
