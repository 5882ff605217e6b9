#pragma once

#include <string>

#include "batch/sql.hpp"

namespace trawl::crawl {

/// Throws the `state_error` that says what SQLite found wrong with the file that is shown as this, and what can be done.
[[noreturn]] void fail_with(const std::string& shown, const batch::sql_error& why);

/// Whether the database has nothing in it yet. Throws `state_error` for one that is not a crawl's, or another version's.
[[nodiscard]] bool is_unmade_state(batch::sql_database& database, const std::string& shown);

/// FOLDER/.trawl/state.db for reading, also while a crawl writes it. Nothing is made or changed. Throws `state_error`.
[[nodiscard]] batch::sql_database open_state_for_reading(const std::string& folder);

}  // namespace trawl::crawl
