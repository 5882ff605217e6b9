#include "app/check_dry_run.hpp"

#include <utility>

#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "app/interruption.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "files/write_all.hpp"
#include "output/reason.hpp"
#include "output/redact.hpp"

namespace trawl::app {

namespace {

// What other checks capture is not known yet, and stands as it was written.
std::string url_text(const check::entry& of) {
    const auto as_written = [](const expect::template_text::reference& open) {
        return (open.is_secret ? "${SECRET:" : "${") + open.name + "}";
    };
    const std::string filled = of.url.unfiltered().bound(as_written).filled();
    const auto base = http::parse_url(of.base_url);
    const auto where = base && of.url.is_plain() ? http::resolve_url(filled, *base) : http::parse_url(filled);
    if (where && of.url.is_plain()) {
        return where->redacted();
    }
    if (!base || filled.find("://") != std::string::npos) {
        return output::without_passwords(filled);
    }
    const bool is_rooted = filled.starts_with('/');
    const auto folder = http::resolve_url(is_rooted ? "/" : ".", *base);
    return folder->redacted() + output::without_passwords(filled.substr(is_rooted ? 1 : 0));
}

}  // namespace

int check_dry_run::run() {
    const auto failure = run_on(loop_, plan_urls());
    if (failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& failed) {
            end_.is_output_lost = true;
            base::log(base::log_level::error, failed.what());
        } catch (...) {
            tell_failure(failure, end_);
        }
    } else if (end_.inputs == 0 && !options_.input.allow_empty) {
        base::log(base::log_level::error, "there is nothing to check (--allow-empty accepts that)");
        end_.had_nothing_to_do = true;
    }
    return exit_status_of(end_);
}

async::awaitable<void> check_dry_run::plan_urls() {
    tell_entries();
    const auto urls = list_of_urls(loop_.get_executor(), options_);
    while (urls) {
        const auto what = co_await urls->next();
        if (!what) {
            co_return;
        }
        tell_job(*what);
    }
}

void check_dry_run::tell_entries() {
    for (const auto& each : plan_.all.entries) {
        tell(entry_line(*each));
    }
}

std::string check_dry_run::entry_line(const check::entry& what) const {
    const std::string start =
        (what.skip ? "skip\t" : "ask\t") + what.name + "\t" + what.method + "\t" + url_text(what) + "\t";
    if (what.skip) {
        return start + *what.skip;
    }
    std::string needed;
    for (const auto index : what.needs) {
        needed += (needed.empty() ? "\tneeds " : ", ") + plan_.all.entries[index]->name;
    }
    return start + counted(what.expectations.size(), "expectation") + needed;
}

void check_dry_run::tell_job(const fetch::job& what) {
    if (!what.target) {
        ++end_.failures.input;
        tell("bad\t" + output::redacted_input(what) + "\t" + output::reason_of_input(what).message);
        return;
    }
    const std::string own = what.details ? what.details->method : "";
    const std::string& method = own.empty() ? options_.method : own;
    tell("ask\t" + method + " " + what.target->redacted() + "\t" + method + "\t" + what.target->redacted() + "\t" +
         counted(plan_.of_urls->expectations.size(), "expectation"));
}

// Tabs stay, whatever else could disturb a terminal goes.
void check_dry_run::tell(const std::string& line) {
    ++end_.inputs;
    std::string shown;
    const std::string text = (*plan_.secrets)(line);
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find('\t', start), text.size());
        shown += (start == 0 ? "" : "\t") + base::printable(std::string_view(text).substr(start, end - start));
        start = end + 1;
    }
    if (const auto written = files::write_all(STDOUT_FILENO, shown + "\n"); written.failure) {
        throw boost::system::system_error(written.failure, "cannot write the plan");
    }
}

}  // namespace trawl::app
