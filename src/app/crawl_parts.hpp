#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "app/crawl_options.hpp"
#include "batch/run_lock.hpp"
#include "crawl/frontier_settings.hpp"
#include "crawl/judge.hpp"
#include "crawl/link_conversion.hpp"
#include "crawl/page_output.hpp"
#include "crawl/page_settings.hpp"
#include "crawl/state.hpp"
#include "crawl/url_key.hpp"
#include "files/folder.hpp"

namespace trawl::app {

/// The folder of a crawl, made if need be. Throws `cannot_start`, also when there is nothing to go on with and no seed.
[[nodiscard]] files::folder open_crawl_folder(const crawl_options& options);

/// Where the state stands, and files that have no name. Throws `cannot_start`.
[[nodiscard]] files::folder state_folder(const files::folder& folder);

/// While it lives, no other run fetches into the folder. Blocks, and says so, while another one does.
[[nodiscard]] std::unique_ptr<batch::run_lock> lock_crawl_folder(const files::folder& folder);

/// Throws `bad_value` for a regular expression or a host that is none.
[[nodiscard]] crawl::judge make_judge(const crawl_options& options);

[[nodiscard]] crawl::key_options key_options_of(const crawl_options& options);

/// Opens the state with the outputs that were asked for. Throws `cannot_start`, also when the state goes by other keys.
[[nodiscard]] std::unique_ptr<crawl::state> open_state(async::executor loop, const crawl_options& options,
                                                       const files::folder& folder,
                                                       crawl::state::error_handler on_error);

/// So that the next run can tell.
void keep_keys(crawl::state& known, const crawl_options& options);

/// What the crawl mixes into the keys of its URLs, so that no site can prepare two that have the same one. Made, and given to
/// the state, with the crawl.
[[nodiscard]] std::uint64_t key_seed_of(crawl::state& known);

[[nodiscard]] crawl::frontier_settings frontier_settings_of(const crawl_options& options, std::uint64_t key_seed);

/// Makes the links of mirrored files fit for reading them from the disk. Blocks. Throws `boost::system::system_error`.
[[nodiscard]] crawl::conversion_report convert_links_of(crawl::state& known, const crawl_options& options,
                                                        const files::folder& folder, std::uint64_t key_seed);

/// Without what the parts of a run give.
[[nodiscard]] crawl::page_settings page_settings_of(const crawl_options& options);

}  // namespace trawl::app
