#include "app/run_parts.hpp"

#include <filesystem>
#include <utility>

#include <boost/system/system_error.hpp>

#include "app/interruption.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "files/confinement.hpp"
#include "files/direct.hpp"
#include "files/name.hpp"

namespace trawl::app {

namespace {

bool has_folder(const fetch_options& options) {
    return !options.output.discard && options.output.file.empty();
}

std::string cannot_write(const std::string& path, const boost::system::error_code& why) {
    return "cannot write " + path + ": " + files::why_not_written(path, why);
}

}  // namespace

std::optional<files::folder> open_folder(const fetch_options& options) {
    const std::string& path = options.output.folder;
    std::error_code none;
    if (!has_folder(options) || (options.input.dry_run && !std::filesystem::exists(path, none))) {
        return std::nullopt;
    }
    auto opened = files::folder::open_or_create(path);
    if (!opened) {
        throw cannot_start(write_failed, "cannot write to the folder " + path + ": " + opened.error().message());
    }
    return *std::move(opened);
}

fetch::destination choose_destination(const fetch_options& options, const std::optional<files::folder>& folder) {
    if (folder) {
        return fetch::destination(*folder);
    }
    return options.output.file.empty() ? fetch::destination()
                                       : fetch::destination(files::direct_target{options.output.file});
}

std::unique_ptr<batch::run_lock> lock_folder(const fetch_options& options, const std::optional<files::folder>& folder) {
    const bool has_nothing_to_do = options.input.only_failed && folder && !batch::journal::exists(*folder);
    if (!folder || options.output.no_state || options.input.dry_run || has_nothing_to_do) {
        return nullptr;
    }
    const signals_end_program interruptible;
    return std::make_unique<batch::run_lock>(*folder, [&](const std::string& process) {
        base::log(base::log_level::warn, "another trawl " + (process.empty() ? "" : "(pid " + process + ") ") +
                                             "is fetching into " + options.output.folder +
                                             ": waiting for it to end (--no-state, or another folder, does not wait)");
    });
}

std::unique_ptr<batch::journal> open_journal(async::executor loop, const fetch_options& options,
                                             const std::optional<files::folder>& folder,
                                             batch::journal::error_handler on_error) {
    if (options.output.no_state || !has_folder(options)) {
        return nullptr;
    }
    const bool exists = folder && batch::journal::exists(*folder);
    if (options.input.only_failed && !exists) {
        throw cannot_start(usage, "--only-failed: no run is known in " + options.output.folder);
    }
    if (!folder || (options.input.dry_run && !exists)) {
        return nullptr;
    }
    return std::make_unique<batch::journal>(std::move(loop), *folder, std::move(on_error));
}

std::unique_ptr<batch::checksum_list> read_checksums(const fetch_options& options) {
    if (options.input.checksums.empty()) {
        return nullptr;
    }
    return std::make_unique<batch::checksum_list>(batch::checksum_list::read(options.input.checksums));
}

std::unique_ptr<batch::failed_list> open_failed_list(const fetch_options& options) {
    const std::string& path = options.output.failed_list;
    if (path.empty() || options.input.dry_run) {
        return nullptr;
    }
    try {
        return std::make_unique<batch::failed_list>(path);
    } catch (const boost::system::system_error& failed) {
        throw cannot_start(write_failed, cannot_write(path, failed.code()));
    }
}

batch::list_settings list_settings(async::executor loop, const fetch_options& options, batch::journal* history,
                                   batch::checksum_list* checksums, batch::failed_list* failures) {
    batch::list_settings settings;
    settings.urls = options.input.urls;
    if (!options.input.list.empty()) {
        settings.list = std::make_unique<batch::byte_source>(std::move(loop), options.input.list);
    }
    settings.format = options.input.format;
    settings.names_files = has_folder(options);
    settings.output = files::own_descriptor(options.output.file) ? std::string() : options.output.file;
    if (options.output.names) {
        settings.name_for = [names = *options.output.names](const http::url& url, std::uint64_t number) {
            return names.name_for(url, number);
        };
    }
    settings.naming = options.output.naming;
    settings.method = options.request.method;
    settings.body = options.request.body;
    settings.history = history;
    settings.checks_finished = options.output.sync;
    settings.only_failed = options.input.only_failed;
    settings.checksums = checksums;
    settings.failures = failures;
    return settings;
}

fetch::engine_options engine_settings(const run_options& options) {
    fetch::engine_options settings;
    settings.concurrency = options.concurrency;
    settings.hosts = options.hosts;
    settings.requests = options.rate;
    settings.bytes_per_second = options.bytes_per_second;
    settings.retries = options.retries;
    return settings;
}

std::string requests_in_flight(const fetch::engine::counts& of) {
    const std::size_t requests = of.in_flight;
    return requests > 0 ? counted(requests, "request") + " in flight" : "";
}

fetch::request_settings request_settings(const fetch_options& options) {
    fetch::request_settings settings;
    settings.method = options.request.method;
    settings.fields = options.fields;
    settings.body = options.request.body;
    settings.decodes = options.session.accept_codings;
    settings.max_size = options.session.max_body_size;
    settings.split = options.request.split;
    settings.min_speed = options.min_speed.value_or(0);
    settings.min_speed_time = options.min_speed_time;
    return settings;
}

void reserve_own_files(batch::list_frontier& jobs, const fetch_options& options) {
    std::error_code none;
    const auto folder = std::filesystem::weakly_canonical(options.output.folder, none);
    for (const std::string& path :
         {options.input.list, options.input.checksums, options.records.results, options.output.failed_list,
          options.common.log_file, options.credentials.load_cookies, options.credentials.save_cookies,
          options.credentials.netrc_file, options.session.tls.ca_file, options.session.tls.certificate_file,
          options.session.tls.key_file}) {
        if (path.empty() || files::own_descriptor(path)) {
            continue;
        }
        const auto place = std::filesystem::weakly_canonical(path, none).lexically_relative(folder).string();
        if (!place.empty() && place != "." && !place.starts_with("..")) {
            jobs.reserve(place);
        }
    }
}

}  // namespace trawl::app
