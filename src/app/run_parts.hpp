#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "app/exit_status.hpp"
#include "app/options.hpp"
#include "batch/checksum_list.hpp"
#include "batch/failed_list.hpp"
#include "batch/journal.hpp"
#include "batch/list_frontier.hpp"
#include "batch/run_lock.hpp"
#include "fetch/destination.hpp"
#include "fetch/engine.hpp"
#include "fetch/request_settings.hpp"
#include "files/folder.hpp"

namespace trawl::app {

/// What stops a run before it starts.
class cannot_start : public std::runtime_error {
public:
    cannot_start(exit_status status, const std::string& why) : std::runtime_error(why), status_(status) {}

    [[nodiscard]] exit_status status() const noexcept { return status_; }

private:
    exit_status status_;
};

/// The folder that bodies go to, made if need be; nullopt if they go elsewhere. Throws `cannot_start`.
[[nodiscard]] std::optional<files::folder> open_folder(const fetch_options& options);

[[nodiscard]] fetch::destination choose_destination(const fetch_options& options,
                                                    const std::optional<files::folder>& folder);

/// Null if nothing is kept there, or nothing is fetched. Blocks while another run fetches into the folder, and says so:
/// before the journal is opened. Throws as the next ones do.
[[nodiscard]] std::unique_ptr<batch::run_lock> lock_folder(const fetch_options& options,
                                                           const std::optional<files::folder>& folder);

/// Null where the options ask for none. They throw `fetch::source_error` or `cannot_start`.
[[nodiscard]] std::unique_ptr<batch::journal> open_journal(async::executor loop, const fetch_options& options,
                                                           const std::optional<files::folder>& folder,
                                                           batch::journal::error_handler on_error);
[[nodiscard]] std::unique_ptr<batch::checksum_list> read_checksums(const fetch_options& options);
[[nodiscard]] std::unique_ptr<batch::failed_list> open_failed_list(const fetch_options& options);

/// What the jobs are made from. The last three may be null.
[[nodiscard]] batch::list_settings list_settings(async::executor loop, const fetch_options& options,
                                                 batch::journal* history, batch::checksum_list* checksums,
                                                 batch::failed_list* failures);

/// Without a deadline.
[[nodiscard]] fetch::engine_options engine_settings(const run_options& options);

/// "3 requests in flight"; empty: none are.
[[nodiscard]] std::string requests_in_flight(const fetch::engine::counts& of);

/// Without the login and the names that a run gives.
[[nodiscard]] fetch::request_settings request_settings(const fetch_options& options);

/// Keeps jobs from putting a body in the place of a file in the output folder that the run itself reads or writes.
void reserve_own_files(batch::list_frontier& jobs, const fetch_options& options);

}  // namespace trawl::app
