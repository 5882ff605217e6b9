#include "batch/journal_report.hpp"

#include "base/printable.hpp"
#include "files/digest.hpp"

namespace trawl::batch {

namespace {

void add_failure(journal_row& row, std::string_view kind, std::string_view message) {
    row.error_kind = kind;
    row.error_message = base::printable(message);
}

/// Writes what an outcome says into a row.
struct outcome_columns {
    journal_row& row;

    void operator()(const fetch::fetched& how) const { finished(how.sha256, how.size, how.modified); }
    void operator()(const fetch::already_complete& how) const { finished(how.sha256, how.size, how.modified); }
    // The row that is there says what the file is.
    void operator()(const fetch::not_modified&) const {}
    void operator()(const fetch::checksum_mismatch& how) const { add_failure(row, "checksum", how.detail); }
    void operator()(const fetch::http_error&) const {
        add_failure(row, "http", "status " + std::to_string(row.status));
    }
    void operator()(const fetch::network_failure& how) const {
        add_failure(row, http::name(how.why.code), http::message(how.why));
    }
    void operator()(const fetch::skipped& how) const {
        add_failure(row, http::name(how.why.code), http::message(how.why));
    }
    void operator()(const fetch::robots_denied& how) const { add_failure(row, "robots", how.rule); }
    void operator()(const fetch::write_failure& how) const { add_failure(row, "write", how.why.message()); }
    void operator()(const fetch::cancelled&) const {}

private:
    // What is no regular file cannot be looked at again.
    void finished(const std::optional<files::sha256_digest>& sha256, std::uint64_t size, std::int64_t modified) const {
        if (modified != 0) {
            row.size = size;
            row.modified = modified;
            row.sha256 = sha256;
        }
    }
};

std::string checked_digests(const fetch::job_details& details) {
    std::string text;
    for (const files::digest& each : details.digests) {
        text.append(text.empty() ? "" : " ").append(to_text(each));
    }
    return text;
}

}  // namespace

bool changes_journal(const fetch::report& done) noexcept {
    const auto* const complete = std::get_if<fetch::already_complete>(&done.how);
    return complete == nullptr || complete->modified != 0;
}

journal_row journal_row_of(const fetch::report& done) {
    journal_row row;
    row.name = done.what.name;
    row.path = done.final_name == row.name ? std::string() : done.final_name;
    row.number = done.what.number;
    row.outcome = fetch::name(done.how);
    row.status = done.reply ? done.reply->status : 0;
    row.finished_at = std::chrono::system_clock::now();
    std::visit(outcome_columns{row}, done.how);
    // A mirror's validators mean nothing to the place that is asked first.
    if (fetch::is_success(done.how) && done.reply && done.place == 0) {
        row.etag = done.reply->etag;
        row.last_modified = done.reply->last_modified;
    }
    if (fetch::is_success(done.how) && done.what.details) {
        row.digests = checked_digests(*done.what.details);
    }
    return row;
}

}  // namespace trawl::batch
