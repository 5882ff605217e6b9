#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace trawl::batch {

/// What SQLite says went wrong.
class sql_error : public std::runtime_error {
public:
    sql_error(int code, const std::string& why) : std::runtime_error(why), code_(code) {}

    /// Of what a database holds that it cannot have got from us.
    [[nodiscard]] static sql_error of_damage(const std::string& why);

    /// The file is no database, or is not what one must be.
    [[nodiscard]] bool is_damage() const noexcept;
    /// Another process holds the database.
    [[nodiscard]] bool is_busy() const noexcept;

private:
    int code_;
};

/// One statement, to be run many times.
///
/// Lifetime    Must go before its database does.
/// Threads     One at a time.
class sql_statement {
public:
    /// Parameters count from 1. What is bound as text or blob must live until the next `reset`.
    sql_statement& bind(int place, std::string_view text);
    sql_statement& bind(int place, std::int64_t number);
    sql_statement& bind_null(int place);
    /// Null for empty text.
    sql_statement& bind_or_null(int place, std::string_view text);
    sql_statement& bind_blob(int place, std::span<const unsigned char> bytes);

    /// Runs on to the next row; false at the end. Throws `sql_error`.
    bool step();
    /// `step` to the end, then `reset`.
    void run();
    /// Before it is run again. The parameters are null then.
    void reset() noexcept;

    /// Columns count from 0. Empty, and 0, for null.
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    /// Of text or a blob; good until the next `step` or `reset`.
    [[nodiscard]] std::string_view view(int column) const;

    enum class value_type : std::uint8_t { null, number, text, blob };
    [[nodiscard]] value_type type(int column) const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] std::string column_name(int column) const;

private:
    friend class sql_database;
    struct finalizer {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    sql_statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
    void check(int code) const;

    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, finalizer> statement_;
};

enum class sql_access : std::uint8_t { write, read };

/// An SQLite database.
///
/// Threads     One at a time.
class sql_database {
public:
    /// Opens the file, following no symbolic link; made as needed, but not for reading. Waits up to ten seconds, here and
    /// later, for other processes to let go of it, and says so. Throws `sql_error`.
    explicit sql_database(const std::string& path, sql_access how = sql_access::write);

    void run(const std::string& statements);
    [[nodiscard]] sql_statement prepare(std::string_view statement);
    /// The first column of the first row; 0 without one.
    [[nodiscard]] std::int64_t number(std::string_view statement);

private:
    struct closer {
        void operator()(sqlite3* database) const noexcept;
    };
    std::unique_ptr<std::string> path_;  // which its handler knows
    std::unique_ptr<sqlite3, closer> database_;
};

/// What is written while it lives is written as one, when `commit` is called, or not at all.
class sql_transaction {
public:
    explicit sql_transaction(sql_database& database);
    ~sql_transaction();
    sql_transaction(const sql_transaction&) = delete;
    sql_transaction& operator=(const sql_transaction&) = delete;

    void commit();

private:
    sql_database& database_;
    bool is_open_ = true;
};

}  // namespace trawl::batch
