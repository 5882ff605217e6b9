#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "fetch/fetching.hpp"
#include "fetch/job_request.hpp"
#include "fetch/split_plan.hpp"
#include "fetch/verification.hpp"
#include "files/name.hpp"
#include "http/content_disposition.hpp"
#include "http/field_syntax.hpp"

// The half of an attempt that is about the file: what it becomes, and what stays of it.
namespace trawl::fetch {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t least_progress = std::uint64_t{1} << 20;

// A failure of which there would be no more use for what came.
bool makes_useless(http::errc failure) noexcept {
    return failure == http::errc::too_large || failure == http::errc::content_coding;
}

bool refuses_ranges(const http::headers& reply) {
    return http::list_contains(reply, "Accept-Ranges", "none");
}

}  // namespace

void fetching::prepare_file(const http::response& reply) {
    const auto length = reply.length();
    if (length.value_or(0) > 0) {
        file_->expect_size(*length);
    }
    for (const auto& each : must_.digests) {
        file_->will_check(each.algorithm);
    }
    note_name(reply.fields());
    // One block is on the disk at once or not at all: what it is a part of matters only if it breaks off.
    if (!length || *length > files::buffer_pool::small_size) {
        describe(reply);
    }
}

void fetching::describe(const http::response& reply) {
    const auto& fields = reply.fields();
    const bool is_plain = reply.status() == 200 && method_of(with_.settings, what()) == "GET" &&
                          !has_own_range(with_.settings, what()) && !(with_.settings.decodes && is_coded(fields));
    if (!with_.settings.resumes || !with_.where.keeps() || with_.where.is_stream() || !is_plain ||
        refuses_ranges(fields)) {
        return;
    }
    auto version = http::validator_of(fields);
    const bool has_digest = what().details && !what().details->digests.empty();
    if (http::if_range(version).empty() && !has_digest) {
        return;
    }
    auto& about = about_.emplace();
    about.url = part_url(what().place(told_.place));
    about.from = part_url(reply.where());
    about.etag = std::move(version.etag);
    about.last_modified = std::move(version.last_modified);
    about.coding = coding_of(fields);
    about.total = reply.length();
}

bool fetching::plan_ranges(const http::headers& reply) {
    if (!may_split_ || !about_ || !about_->total || *about_->total < 2 * with_.settings.split_min ||
        !http::list_contains(reply, "Accept-Ranges", "bytes")) {
        return false;
    }
    const http::validator version{about_->etag, about_->last_modified};
    if (http::if_range(version).empty()) {
        return false;
    }
    const files::segment all{0, 0, *about_->total};
    about_->segments = divide({all}, with_.settings.split, with_.settings.split_min);
    return about_->segments.size() > 1;
}

void fetching::identify() {
    if (!is_identified_ && about_) {
        is_identified_ = true;
        file_->identify(*about_);
    }
}

async::awaitable<attempt_result> fetching::read(http::response reply, const files::segment* missing) {
    reader_.emplace(with_, told_, lane_, reply, file_ ? &*file_ : nullptr);
    if (missing != nullptr) {
        reader_->set_place(missing->at, missing->end);
    }
    if (must_.size) {
        reader_->set_most(*must_.size);
    }
    identify();
    body_end how = co_await reader_->read();
    told_.trace = reply.trace();
    if (how.is_good() && missing != nullptr && missing->end != files::segment::open_end &&
        reader_->at() < missing->end) {
        how.failure = http::error(http::errc::truncated, http::phase::body, {}, "a range ended early");
    }
    if (!how.is_good() && file_ && !about_) {
        describe(reply);
    }
    co_return co_await conclude(std::move(how));
}

async::awaitable<attempt_result> fetching::read_ranges(http::response reply, bool is_whole) {
    const auto here = co_await asio::this_coro::executor;
    identify();
    told_.trace = reply.trace();
    const trust why = is_whole ? trust::validator : trust_;
    split_download ranges(here, with_, told_, lane_, *file_, *about_, why);
    split_download::result ended = co_await ranges.run(std::move(reply), is_whole);
    host_pause_ = std::max(host_pause_, ended.host_pause);
    if (ended.must_start_again) {
        co_return co_await start_again(false);
    }
    if (ended.is_refused) {
        co_await park();
        co_return attempt_result(http_error{});
    }
    co_return co_await conclude(std::move(ended.body));
}

async::awaitable<attempt_result> fetching::conclude(body_end how) {
    if (how.is_good()) {
        return commit();
    }
    return how.write_failure ? fail_write(how.write_failure) : fail(std::move(*how.failure));
}

async::awaitable<attempt_result> fetching::commit() {
    if (!file_) {
        const auto size = told_.reply->bytes_decoded;
        const bool is_wrong = must_.size && *must_.size != size && method_of(with_.settings, what()) != "HEAD";
        co_return is_wrong ? mismatch(mismatch_text(size, *must_.size)) : attempt_result(fetched{});
    }
    if (reader_ && reader_->has_rest()) {
        if (const auto failed = co_await reader_->hand_over()) {
            co_return co_await fail_write(failed);
        }
    }
    std::string final_name = claimed_name();  // which may add to what it must come to
    // What reads a stream may keep it waiting.
    auto saving = with_.where.is_stream() ? file_->commit(must_) : file_->commit_or_park(must_, std::move(final_name));
    const auto kept = co_await std::move(saving);
    if (!kept) {
        const bool is_refused =
            kept.error() == files::files_errc::digest_mismatch || kept.error() == files::files_errc::size_mismatch;
        if (is_refused) {
            told_.has_part = false;
            co_return mismatch(mismatch_text(must_, file_->found()));
        }
        co_return co_await fail_write(kept.error());
    }
    told_.has_part = false;
    fetched whole;
    whole.path = with_.where.path_of(told_.final_name.empty() ? what().name : told_.final_name);
    whole.sha256 = kept->sha256;
    whole.size = kept->size;
    whole.modified = kept->modified;
    co_return attempt_result(std::move(whole));
}

async::awaitable<attempt_result> fetching::fail(http::error why) {
    const bool is_of_no_use = makes_useless(why.code);
    attempt_result result(network_failure{std::move(why)});
    if (file_ && with_.where.is_stream()) {
        result.is_final = told_.reply && told_.reply->bytes_decoded > 0;
        (void)co_await file_->commit();  // what was handed over is shown, though the rest did not come
    } else if (file_ && is_of_no_use) {
        co_await drop();
    } else if (file_) {
        co_await park();
    }
    co_return result;
}

async::awaitable<attempt_result> fetching::fail_write(boost::system::error_code why) {
    write_failure failure{with_.where.path_of(what()), why};
    co_return attempt_result(std::move(failure));
}

async::awaitable<attempt_result> fetching::refuse_size(std::uint64_t size) {
    if (file_ && is_from_elsewhere()) {
        co_await park();
    } else if (file_) {
        co_await drop();
    }
    co_return mismatch(mismatch_text(size, *must_.size));
}

attempt_result fetching::mismatch(std::string detail) const {
    attempt_result result(checksum_mismatch{std::move(detail)});
    result.is_final = with_.where.is_stream();
    return result;
}

async::awaitable<void> fetching::leave() {
    if (file_ && !with_.where.is_stream()) {
        co_await park();
    }
}

async::awaitable<void> fetching::park() {
    if (reader_ && reader_->has_rest()) {
        identify();
        if (is_identified_) {
            (void)co_await reader_->hand_over();
        }
    }
    const auto failed = co_await file_->park();
    const std::uint64_t kept = gone_on_from_ + (told_.reply ? told_.reply->bytes_decoded : 0);
    told_.has_part = part_ || is_identified_;
    made_progress_ = is_identified_ && !failed && kept >= kept_before_ + least_progress;
    reader_.reset();
    file_.reset();
}

async::awaitable<void> fetching::drop() {
    reader_.reset();
    co_await file_->discard();
    file_.reset();
    about_.reset();
    part_.reset();
    is_identified_ = false;
    gone_on_from_ = 0;
    told_.has_part = false;
}

void fetching::note_name(const http::headers& reply) {
    if (!with_.settings.claim_name || !with_.where.is_folder() || !told_.final_name.empty()) {
        return;
    }
    if (const auto field = reply.get("Content-Disposition")) {
        suggested_name_ = http::disposition_filename(*field).value_or(std::string());
    }
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

}  // namespace trawl::fetch
