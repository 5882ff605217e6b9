#include "app/sandbox.hpp"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>

#include "app/check_outputs.hpp"
#include "app/check_parts.hpp"
#include "app/crawl_parts.hpp"
#include "app/given_file.hpp"
#include "app/option_groups.hpp"
#include "app/run_parts.hpp"
#include "base/log.hpp"
#include "files/confinement.hpp"
#include "files/direct.hpp"

namespace trawl::app {

namespace {

namespace fs = std::filesystem;
using files::may_write;

constexpr int making_flags =
    O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;  // does not wait for a pipe's reader

#ifdef TRAWL_SANITIZED
constexpr bool starts_programs = true;  // another one finds the names for a sanitizer's report
#else
constexpr bool starts_programs = false;
#endif

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// Lets a run write what it is asked to, option by option. What cannot be allowed because it is not there will be missed where
/// it is opened, with the reason that it always had.
class writable_places {
public:
    explicit writable_places(const files::confinement& into) : into_(into) {}

    void tree(const files::folder& where) { allow(where.fd(), may_write::tree); }

    void device(const char* path) { allow(path, may_write::file); }

    void folder(const fs::path& where) { allow(where, may_write::files); }

    /// A file that is opened, and made if need be, as the run starts.
    void opened(const std::string& path) {
        if (!path.empty() && !allow_own(path) && !allow(path, may_write::file)) {
            const files::descriptor made(::open(path.c_str(), making_flags, 0666));
            allow(path, may_write::file);
        }
    }

    /// A file that must not be made too early.
    void appended(const std::string& path) {
        if (!path.empty() && !allow_own(path) && !allow(path, may_write::file)) {
            allow(folder_of(path), may_write::files);
        }
    }

    /// A file in whose place another one is put that was written beside it; a device or a pipe is written itself.
    void replaced(const std::string& path) {
        std::error_code none;
        if (path.empty() || allow_own(path)) {
            return;
        }
        if (fs::is_other(path, none)) {
            allow(path, may_write::file);
            return;
        }
        fs::path above = folder_of(fs::weakly_canonical(fs::absolute(path, none), none));
        if (allow(above, may_write::files)) {
            return;
        }
        while (above.has_relative_path() && !fs::exists(above, none)) {
            above = above.parent_path();
        }
        allow(above, may_write::tree);
    }

    [[nodiscard]] const boost::system::error_code& failure() const noexcept { return failure_; }

private:
    // Whether it is a descriptor that we were given: it is open, but a device or a pipe may be opened once more.
    bool allow_own(const std::string& path) {
        const auto given = files::own_descriptor(path);
        if (given) {
            allow(*given, may_write::file);
        }
        return given.has_value();
    }

    bool allow(const fs::path& path, may_write what) {
        const files::descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
        if (place.is_open()) {
            allow(place.fd(), what);
        }
        return place.is_open();
    }

    void allow(int place, may_write what) {
        const auto failed = into_.allow(place, what);
        const bool is_nowhere = failed.value() == EBADFD || failed.value() == EBADF;
        if (failed && !is_nowhere && !failure_) {
            failure_ = failed;
        }
    }

    const files::confinement& into_;
    boost::system::error_code failure_;
};

std::string why_not(const boost::system::error_code& failed) {
    switch (failed.value()) {
        case ENOSYS:
            return "this kernel has no Landlock, or something keeps it from us";
        case EOPNOTSUPP:
            return "Landlock is switched off in this kernel";
        case EPROTONOSUPPORT:
            return "the Landlock of this kernel is too old; Linux 5.19 has what is needed";
        default:
            return failed.message();
    }
}

boost::system::error_code try_to_confine(const run_options& options,
                                         const std::function<void(writable_places&)>& name_places) {
    const bool has_commands = !options.records.on_complete.empty();
    const auto begun = files::confinement::begin(has_commands || starts_programs);
    if (!begun) {
        return begun.error();
    }
    writable_places places(*begun);
    name_places(places);
    if (has_commands) {
        places.device("/dev/null");
    }
    return places.failure() ? places.failure() : begun->enforce();
}

void confine(const run_options& options, const std::function<void(writable_places&)>& name_places) {
    if (options.sandbox == "off" || (options.sandbox == "auto" && !options.records.on_complete.empty())) {
        return;
    }
    const auto failed = try_to_confine(options, name_places);
    if (failed && options.sandbox == "on") {
        throw cannot_start(usage, "--sandbox on: " + why_not(failed));
    }
    base::log(base::log_level::debug,
              failed ? "no sandbox: " + why_not(failed) : "sandbox: writing is confined to what the options name");
}

void allow_what_all_have(writable_places& places, const run_options& options) {
    places.opened(options.records.results);
    places.replaced(options.credentials.save_cookies);
}

// Where SQLite sorts what it has no memory for.
void keep_temporary_files_in(const std::string& folder) {
    ::setenv("SQLITE_TMPDIR", (folder + "/.trawl").c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no thread runs yet
}

}  // namespace

void add_sandbox_option(option_set& to, run_draft& draft) {
    to.group("Safety");
    to.choice({"--sandbox", "WHEN",
               "Write only where options say, which the kernel enforces: auto (where it can), on or off"},
              draft.result.sandbox, {"auto", "on", "off"});
}

void confine(const fetch_options& options) {
    confine(options, [&](writable_places& places) {
        if (const auto folder = open_folder(options)) {
            places.tree(*folder);
            keep_temporary_files_in(folder->path());
        }
        if (options.input.dry_run) {
            return;  // but a database that is only read is written too
        }
        allow_what_all_have(places, options);
        places.replaced(options.output.file);
        places.replaced(options.output.failed_list);
        if (options.output.discard) {
            places.device("/dev/null");
        }
    });
}

void confine(const crawl_options& options) {
    confine(options, [&](writable_places& places) {
        const auto folder = open_crawl_folder(options);
        places.tree(folder);
        keep_temporary_files_in(folder.path());
        allow_what_all_have(places, options);
        if (!options.output.warc.empty()) {
            places.folder(folder_of(options.output.warc));
        }
        places.appended(options.output.jsonl);
        places.appended(options.output.links);
        for (const auto& report : options.output.reports) {
            places.opened(report.path);
        }
    });
}

void confine(const check_options& options) {
    confine(options, [&](writable_places& places) {
        if (options.input.dry_run) {
            return;
        }
        allow_what_all_have(places, options);
        places.folder(scratch_folder());
        for (const auto& report : options.output.reports) {
            places.replaced(report.path);
        }
        if (is_for_github(options.output)) {
            places.appended(environment_text("GITHUB_STEP_SUMMARY"));
        }
    });
}

}  // namespace trawl::app
