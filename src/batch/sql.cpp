#include "batch/sql.hpp"

#include <chrono>
#include <thread>

#include <sqlite3.h>

#include "base/log.hpp"

namespace trawl::batch {

namespace {

constexpr auto busy_pause = std::chrono::milliseconds{20};
constexpr int most_busy_pauses = 500;
constexpr int told_busy_pauses = 50;

// Another process has it.
int wait_while_busy(void* path, int times) {
    if (times == told_busy_pauses) {
        base::log(base::log_level::warn,
                  *static_cast<const std::string*>(path) + " is held by another program: waiting up to 10s for it");
    }
    std::this_thread::sleep_for(busy_pause);
    return times < most_busy_pauses ? 1 : 0;
}

[[noreturn]] void fail(sqlite3* database, int code) {
    throw sql_error(code, database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

// Of its memory, which nobody asks for: they cost a lock for each allocation. Only the first use of SQLite in a program
// can say so.
void do_without_statistics() {
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
}

}  // namespace

sql_error sql_error::of_damage(const std::string& why) {
    return {SQLITE_CORRUPT, why};
}

bool sql_error::is_damage() const noexcept {
    const int primary = code_ & 0xFF;
    // Our statements are right where the tables are as we made them.
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_ERROR;
}

bool sql_error::is_busy() const noexcept {
    return (code_ & 0xFF) == SQLITE_BUSY;
}

void sql_statement::finalizer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

void sql_statement::check(int code) const {
    if (code != SQLITE_OK) {
        fail(database_, code);
    }
}

sql_statement& sql_statement::bind(int place, std::string_view text) {
    check(sqlite3_bind_text(statement_.get(), place, text.data() == nullptr ? "" : text.data(),
                            static_cast<int>(text.size()), SQLITE_STATIC));
    return *this;
}

sql_statement& sql_statement::bind(int place, std::int64_t number) {
    check(sqlite3_bind_int64(statement_.get(), place, number));
    return *this;
}

sql_statement& sql_statement::bind_null(int place) {
    check(sqlite3_bind_null(statement_.get(), place));
    return *this;
}

sql_statement& sql_statement::bind_blob(int place, std::span<const unsigned char> bytes) {
    check(sqlite3_bind_blob(statement_.get(), place, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC));
    return *this;
}

sql_statement& sql_statement::bind_or_null(int place, std::string_view text) {
    return text.empty() ? bind_null(place) : bind(place, text);
}

bool sql_statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        reset();
        fail(database_, code);
    }
    return code == SQLITE_ROW;
}

void sql_statement::run() {
    while (step()) {
    }
    reset();
}

void sql_statement::reset() noexcept {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::string sql_statement::text(int column) const {
    return std::string(view(column));
}

std::string_view sql_statement::view(int column) const {
    const void* const start = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return start == nullptr ? std::string_view()
                            : std::string_view(static_cast<const char*>(start), static_cast<std::size_t>(size));
}

sql_statement::value_type sql_statement::type(int column) const {
    switch (sqlite3_column_type(statement_.get(), column)) {
        case SQLITE_NULL:
            return value_type::null;
        case SQLITE_INTEGER:
            return value_type::number;
        case SQLITE_BLOB:
            return value_type::blob;
        default:
            return value_type::text;
    }
}

int sql_statement::columns() const {
    return sqlite3_column_count(statement_.get());
}

std::string sql_statement::column_name(int column) const {
    const char* const name = sqlite3_column_name(statement_.get(), column);
    return name == nullptr ? std::string() : std::string(name);
}

std::int64_t sql_statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

bool sql_statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void sql_database::closer::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

sql_database::sql_database(const std::string& path, sql_access how) : path_(std::make_unique<std::string>(path)) {
    do_without_statistics();
    sqlite3* opened = nullptr;
    const int access = how == sql_access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(
        path.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) {
        fail(opened, code);
    }
    sqlite3_busy_handler(opened, wait_while_busy, path_.get());
}

void sql_database::run(const std::string& statements) {
    const int code = sqlite3_exec(database_.get(), statements.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        fail(database_.get(), code);
    }
}

sql_statement sql_database::prepare(std::string_view statement) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), statement.data(), static_cast<int>(statement.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) {
        fail(database_.get(), code);
    }
    return {database_.get(), made};
}

std::int64_t sql_database::number(std::string_view statement) {
    sql_statement asked = prepare(statement);
    return asked.step() ? asked.number(0) : 0;
}

sql_transaction::sql_transaction(sql_database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
}

sql_transaction::~sql_transaction() {
    if (is_open_) {
        try {
            database_.run("ROLLBACK");
        } catch (const sql_error&) {
            // SQLite has rolled it back itself.
        }
    }
}

void sql_transaction::commit() {
    database_.run("COMMIT");
    is_open_ = false;
}

}  // namespace trawl::batch
