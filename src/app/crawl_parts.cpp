#include "app/crawl_parts.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <climits>
#include <filesystem>
#include <limits>
#include <random>
#include <stdexcept>
#include <utility>

#include <unistd.h>

#include "app/option_set.hpp"
#include "app/run_parts.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "output/link_graph.hpp"
#include "output/page_records.hpp"
#include "output/warc_output.hpp"
#include "trawl/version.hpp"

namespace trawl::app {

namespace {

constexpr const char* keys_value = "keys";
constexpr const char* check_value = "check_links";

// As it knows itself; empty if it does not.
std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::vector<std::unique_ptr<crawl::page_output>> make_outputs(const crawl_options& options) {
    const auto& asked = options.output;
    std::vector<std::unique_ptr<crawl::page_output>> all;
    if (!asked.warc.empty()) {
        output::warc_settings how;
        how.prefix = asked.warc;
        how.max_size = asked.warc_max_size.value_or(std::numeric_limits<std::uint64_t>::max());
        how.software = "trawl/" + std::string(version());
        how.user_agent = options.session.user_agent;
        how.hostname = host_name();
        how.ignores_robots = options.reach.ignore_robots;
        all.push_back(std::make_unique<output::warc_output>(std::move(how)));
    }
    if (!asked.jsonl.empty()) {
        all.push_back(std::make_unique<output::page_records>(asked.jsonl));
    }
    if (!asked.links.empty()) {
        all.push_back(std::make_unique<output::link_graph>(asked.links));
    }
    return all;
}

std::string keys_text(const crawl_options& options) {
    const std::string keys = crawl::to_text(key_options_of(options));
    return keys.empty() ? "none" : keys;
}

// The links of pages that are done are in the state, or nowhere.
void check_whether_links_are_kept(crawl::state& known, const crawl_options& options) {
    const std::string before = known.value(check_value);
    const std::string now = options.output.check_links ? "yes" : "no";
    const bool is_begun = !known.value(keys_value).empty();
    if (is_begun && (before.empty() ? "no" : before) != now) {
        throw cannot_start(usage, "the crawl in " + options.output.folder + " was begun " +
                                      (options.output.check_links ? "without" : "with") +
                                      " --check-links: go on with it as it was begun, or give another --dir");
    }
}

void check_keys(crawl::state& known, const crawl_options& options) {
    const std::string before = known.value(keys_value);
    const std::string now = keys_text(options);
    if (!before.empty() && before != now) {
        throw cannot_start(usage, "the crawl in " + options.output.folder +
                                      " was begun with other options of which URLs are one (" + before + ", now " +
                                      now + "): give the same, or another --dir");
    }
}

crawl::judge_settings judge_settings_of(const crawl_options& options) {
    const auto& reach = options.reach;
    crawl::judge_settings settings;
    settings.scope = crawl::scope_of(reach.scope).value();
    settings.span_hosts = reach.span_hosts;
    settings.include = reach.include;
    settings.exclude = reach.exclude;
    // Nobody wants the images that a page shows, only that they are there.
    const bool is_looked_at = options.output.check_links && !options.output.keeps_pages();
    settings.requisites = reach.requisites      ? crawl::requisite_rule::all
                          : reach.no_requisites ? crawl::requisite_rule::none
                          : is_looked_at        ? crawl::requisite_rule::styles
                                                : crawl::requisite_rule::in_scope;
    if (reach.depth) {
        settings.max_depth = static_cast<std::uint32_t>(std::min<std::uint64_t>(*reach.depth, UINT32_MAX));
    }
    settings.follows_nofollow = reach.ignore_robots;
    settings.takes_forms = reach.forms;
    settings.checks_links = options.output.check_links;
    settings.traps = reach.traps;
    return settings;
}

}  // namespace

files::folder open_crawl_folder(const crawl_options& options) {
    const std::string& path = options.output.folder;
    const bool has_seeds = !options.input.seeds.empty() || !options.input.list.empty();
    std::error_code none;
    if (!has_seeds && !std::filesystem::exists(std::filesystem::path(path) / ".trawl", none)) {
        throw cannot_start(usage, "there is no crawl in " + path + " to go on with: give seeds");
    }
    auto opened = files::folder::open_or_create(path);
    if (!opened) {
        throw cannot_start(write_failed, "cannot write to the folder " + path + ": " + opened.error().message());
    }
    return *std::move(opened);
}

files::folder state_folder(const files::folder& folder) {
    auto opened = folder.sub_folder(".trawl");
    if (!opened) {
        throw cannot_start(write_failed,
                           "cannot write to the folder " + folder.path() + "/.trawl: " + opened.error().message());
    }
    return *std::move(opened);
}

std::unique_ptr<batch::run_lock> lock_crawl_folder(const files::folder& folder) {
    const signals_end_program interruptible;
    const auto on_wait = [&](const std::string& process) {
        base::log(base::log_level::warn, "another trawl " + (process.empty() ? "" : "(pid " + process + ") ") +
                                             "is at work in " + folder.path() + ": waiting for it to end");
    };
    return std::make_unique<batch::run_lock>(folder, on_wait, "");
}

crawl::judge make_judge(const crawl_options& options) {
    try {
        return crawl::judge(judge_settings_of(options));
    } catch (const std::invalid_argument& failed) {
        throw bad_value(failed.what());
    }
}

crawl::key_options key_options_of(const crawl_options& options) {
    const auto& reach = options.reach;
    crawl::key_options keys;
    keys.sort_query = reach.sort_query;
    keys.drop_tracking = reach.drop_tracking;
    keys.ignore_www = reach.ignore_www;
    keys.ignore_scheme = reach.ignore_scheme;
    return keys;
}

std::unique_ptr<crawl::state> open_state(async::executor loop, const crawl_options& options,
                                         const files::folder& folder, crawl::state::error_handler on_error) {
    try {
        auto known =
            std::make_unique<crawl::state>(std::move(loop), folder, make_outputs(options), std::move(on_error));
        check_keys(*known, options);
        check_whether_links_are_kept(*known, options);
        return known;
    } catch (const crawl::state_error& failed) {
        throw cannot_start(write_failed, failed.what());
    }
}

void keep_keys(crawl::state& known, const crawl_options& options) {
    known.set_value(keys_value, keys_text(options));
    known.set_value(check_value, options.output.check_links ? "yes" : "no");
}

std::uint64_t key_seed_of(crawl::state& known) {
    constexpr const char* name = "key_seed";
    std::uint64_t seed = 0;
    const std::string kept = known.value(name);
    const auto read = std::from_chars(kept.data(), kept.data() + kept.size(), seed);
    if (read.ec != std::errc{}) {
        std::random_device source;
        seed = (std::uint64_t{source()} << 32U) | source();
        known.set_value(name, std::to_string(seed));
    }
    return seed;
}

namespace {

// What robots.txt and the head of a reply are judged by.
std::string answers_text(const crawl_options& options) {
    std::string text = options.reach.ignore_robots ? "no robots.txt" : "robots.txt for " + options.reach.agent;
    for (const auto& type : options.reach.content_types) {
        text += "\ncontent-type " + type;
    }
    if (options.reach.max_size) {
        text += "\nmax-size " + std::to_string(*options.reach.max_size);
    }
    return text;
}

}  // namespace

crawl::frontier_settings frontier_settings_of(const crawl_options& options, std::uint64_t key_seed) {
    crawl::frontier_settings settings;
    const auto judging = judge_settings_of(options);
    settings.max_depth = judging.max_depth;
    settings.whole = options.whole;
    settings.of_host = options.of_host;
    settings.key_of = [keys = key_options_of(options), key_seed](const http::url& where) {
        return crawl::fingerprint(crawl::normal_form(where, keys), key_seed);
    };
    settings.keeps_links = options.output.check_links;
    settings.judged_by = crawl::to_text(judging);
    settings.answers_judged_by = answers_text(options);
    if (options.input.refresh) {
        settings.refresh_before =
            std::chrono::system_clock::now() -
            std::chrono::duration_cast<std::chrono::system_clock::duration>(options.input.older_than);
    }
    std::size_t most = options.hosts.otherwise.concurrency;
    for (const auto& [pattern, limits] : options.hosts.special) {
        most = std::max(most, limits.concurrency);
    }
    settings.jobs_per_host = std::max<std::size_t>(8, 4 * most);
    return settings;
}

crawl::conversion_report convert_links_of(crawl::state& known, const crawl_options& options,
                                          const files::folder& folder, std::uint64_t key_seed) {
    const std::atomic<bool> never = false;
    return crawl::convert_mirror(known, folder, frontier_settings_of(options, key_seed).key_of, never);
}

crawl::page_settings page_settings_of(const crawl_options& options) {
    crawl::page_settings settings;
    settings.fields = options.fields;
    settings.agent = options.reach.agent;
    settings.key_of = [keys = key_options_of(options)](const http::url& where) {
        return crawl::normal_form(where, keys);
    };
    settings.keeps_payload = !options.output.warc.empty();
    settings.keeps_text = options.output.text;
    settings.keeps_ids = options.output.check_links;
    settings.takes_forms = options.reach.forms || options.output.check_links;
    settings.max_size = options.reach.max_size;
    settings.content_types = options.reach.content_types;
    settings.max_expansion = options.session.max_expansion;
    settings.min_speed = options.min_speed.value_or(0);
    settings.min_speed_time = options.min_speed_time;
    return settings;
}

}  // namespace trawl::app
