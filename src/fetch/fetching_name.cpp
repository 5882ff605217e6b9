#include <utility>

#include "base/log.hpp"
#include "fetch/fetching.hpp"
#include "files/name.hpp"
#include "http/content_disposition.hpp"

// What the file of an attempt is called, when the job's name is not all there is to say.
namespace trawl::fetch {

void fetching::note_name(const http::headers& reply) {
    if (!with_.settings.claim_name || !with_.where.is_folder() || !told_.final_name.empty()) {
        return;
    }
    if (const auto field = reply.get("Content-Disposition")) {
        suggested_name_ = http::disposition_filename(*field).value_or(std::string());
    }
}

async::awaitable<void> fetching::at_names(std::function<void()> what) const {
    if (with_.settings.at_names) {
        co_await with_.settings.at_names(std::move(what));
    } else {
        what();
    }
}

async::awaitable<std::string> fetching::claim_name() {
    std::string given;
    std::function<void()> claim = [this, &given] { given = claimed_name(); };
    co_await at_names(std::move(claim));
    co_return given;
}

std::string fetching::claimed_name() {
    if (!suggested_name_.empty() && told_.final_name.empty()) {
        const std::string& own = what().name;
        const auto slash = own.rfind('/');
        std::string wanted = own.substr(0, slash == own.npos ? 0 : slash + 1) + files::file_name_from(suggested_name_);
        if (wanted != own) {
            told_.final_name = with_.settings.claim_name(what(), std::move(wanted));
        }
    }
    if (!told_.final_name.empty() && with_.settings.digests_of) {
        for (const auto& each : with_.settings.digests_of(what(), told_.final_name)) {
            must_.digests.push_back(each);
        }
    }
    return told_.final_name;
}

// A file that is there under the name is the job's own, or nobody remembers whose it is.
bool fetching::may_replace(const std::string& given) const {
    return !with_.settings.next_name ||
           (what().owns_name && (given.empty() ? what().own_path.empty() : given == what().own_path));
}

async::awaitable<boost::system::result<files::stored>> fetching::take_next_name(std::string taken) {
    while (true) {
        std::function<void()> name = [this, &taken] { told_.final_name = with_.settings.next_name(what(), taken); };
        co_await at_names(std::move(name));
        must_.replaces = may_replace(told_.final_name);
        auto kept = co_await file_->commit_or_park(must_, told_.final_name);
        if (kept || kept.error() != files::files_errc::name_taken) {
            if (kept && told_.final_name != what().own_path) {
                base::log(base::log_level::warn, with_.where.path_of(taken) +
                                                     " is there already and is not from this URL: saved as " +
                                                     with_.where.path_of(told_.final_name));
            }
            co_return kept;
        }
    }
}

}  // namespace trawl::fetch
