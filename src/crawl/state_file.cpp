#include "crawl/state_file.hpp"

#include <filesystem>
#include <system_error>

#include "batch/journal_schema.hpp"
#include "crawl/crawl_schema.hpp"
#include "crawl/state.hpp"

namespace trawl::crawl {

void fail_with(const std::string& shown, const batch::sql_error& why) {
    if (why.is_damage()) {
        throw state_error(shown + " is damaged (" + why.what() +
                          "): crawl anew into another folder; `sqlite3 FILE .recover` may save what it knew");
    }
    if (why.is_busy()) {
        throw state_error("cannot use " + shown + ": another program holds it");
    }
    throw state_error("cannot use " + shown + ": " + why.what() +
                      " (what was committed is safe: the same command goes on with it)");
}

bool is_unmade_state(batch::sql_database& database, const std::string& shown) {
    const auto application = database.number("PRAGMA application_id");
    const auto version = database.number("PRAGMA user_version");
    if (application == 0 && version == 0 && database.number("SELECT count(*) FROM sqlite_schema") == 0) {
        return true;
    }
    if (application == batch::journal_application) {
        throw state_error(shown + " is the state of files that `trawl fetch` got: crawl into another folder");
    }
    if (application != batch::crawl_application) {
        throw state_error(shown + " is no state of a crawl: crawl into another folder");
    }
    if (version != crawl_version) {
        throw state_error(shown + " is of another version of trawl (" + std::to_string(version) + "; this one knows " +
                          std::to_string(crawl_version) + "): go on with that one, or crawl into another folder");
    }
    return false;
}

batch::sql_database open_state_for_reading(const std::string& folder) {
    const std::string shown = folder + "/.trawl/state.db";
    std::error_code failed;
    // SQLite is to follow no symbolic link; in what the user typed there may be some.
    const std::filesystem::path place = std::filesystem::canonical(folder, failed) / ".trawl/state.db";
    if (failed || !std::filesystem::exists(place, failed)) {
        throw state_error("there is no crawl in " + folder + ": " + shown + " does not exist");
    }
    try {
        batch::sql_database database(place.string(), batch::sql_access::read);
        if (is_unmade_state(database, shown)) {
            throw state_error("there is no crawl in " + folder + ": " + shown + " is empty");
        }
        return database;
    } catch (const batch::sql_error& why) {
        fail_with(shown, why);
    }
}

}  // namespace trawl::crawl
