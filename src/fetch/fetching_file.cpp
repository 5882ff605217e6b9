#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "fetch/fetching.hpp"
#include "fetch/job_request.hpp"
#include "fetch/split_plan.hpp"
#include "fetch/verification.hpp"
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
    // What comes in a moment need not be gone on with.
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
    if (http::if_range(version).empty() && !names_digest()) {
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

const char* fetching::obstacle_to_ranges(const http::response& reply) const {
    if (!reply.length()) {
        return "the reply does not say how long it is";
    }
    if (*reply.length() < 2 * with_.settings.split_min) {
        return "it is too small";
    }
    if (!http::list_contains(reply.fields(), "Accept-Ranges", "bytes")) {
        return "the server does not offer ranges";
    }
    if (!about_) {
        return "nothing tells ranges of two versions apart";
    }
    const http::validator version{about_->etag, about_->last_modified};
    return http::if_range(version).empty() ? "the reply has no validator for ranges" : nullptr;
}

void fetching::tell_obstacle(const char* why) {
    if (base::is_logged(base::log_level::info) &&
        std::ranges::find(with_.told_obstacles, why) == with_.told_obstacles.end()) {
        with_.told_obstacles.push_back(why);
        base::log(base::log_level::info, what().place(told_.place).redacted() + " is not fetched in ranges: " + why);
    }
}

bool fetching::plan_ranges(const http::response& reply) {
    if (!may_split_) {
        return false;
    }
    if (const char* const why = obstacle_to_ranges(reply)) {
        tell_obstacle(why);
        return false;
    }
    const files::segment all{0, 0, *about_->total};
    about_->segments = divide({all}, with_.settings.split, with_.settings.split_min);
    return about_->segments.size() > 1;
}

// What the reply that broke off said of the whole still holds: the rest is of the same version.
void fetching::recall_digests() {
    if (!names_digest() && trust_ == trust::validator) {
        must_.digests.insert(must_.digests.end(), told_.part_digests.begin(), told_.part_digests.end());
    }
}

bool fetching::names_digest() const {
    return what().details && !what().details->digests.empty();
}

bool fetching::is_over_limit(std::uint64_t total) const {
    return with_.settings.max_size && total > *with_.settings.max_size;
}

bool fetching::came_too_much() const {
    return must_.size && reader_ && reader_->at() > *must_.size;
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
    // One block is on the disk at once or not at all: what it is a part of matters only if it breaks off.
    if (about_ && !reader_->fits_one_block()) {
        identify();
    }
    body_end how = co_await reader_->read();
    told_.trace = reply.trace();
    if (how.is_good() && missing != nullptr && missing->end != files::segment::open_end &&
        reader_->at() < missing->end) {
        how.failure = http::error(http::errc::truncated, http::phase::body, {}, "a range ended early");
    }
    if (how.is_good() && !file_) {
        co_return dropped();
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
        co_return dropped();
    }
    if (reader_ && reader_->has_rest()) {
        if (const auto failed = co_await reader_->hand_over()) {
            co_return co_await fail_write(failed);
        }
    }
    std::string given = told_.final_name;
    if (!suggested_name_.empty() || !given.empty()) {
        given = co_await claim_name();  // which may add to what it must come to
    }
    must_.replaces = may_replace(given);
    // What reads a stream may keep it waiting.
    auto saving = with_.where.is_stream() ? file_->commit(must_) : file_->commit_or_park(must_, given);
    auto kept = co_await std::move(saving);
    if (!kept && kept.error() == files::files_errc::name_taken) {
        kept = co_await take_next_name(given.empty() ? what().name : given);
    }
    if (!kept) {
        const bool is_refused =
            kept.error() == files::files_errc::digest_mismatch || kept.error() == files::files_errc::size_mismatch;
        if (is_refused) {
            told_.has_part = false;
            co_return mismatch(came_too_much() ? too_much_text(*must_.size) : mismatch_text(must_, file_->found()));
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

// It came whole, and goes nowhere.
attempt_result fetching::dropped() const {
    const auto size = told_.reply->bytes_decoded;
    const bool is_wrong = must_.size && *must_.size != size && method_of(with_.settings, what()) != "HEAD";
    if (is_wrong) {
        return mismatch(came_too_much() ? too_much_text(*must_.size) : mismatch_text(size, *must_.size));
    }
    return attempt_result(fetched{});
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
    std::string path = told_.final_name.empty() ? with_.where.path_of(what()) : with_.where.path_of(told_.final_name);
    if (const std::string& part = file_ ? file_->part_at_fault() : std::string(); !part.empty()) {
        path = with_.where.path_of(what().name);
        path.replace(path.rfind('/') + 1, path.npos, part);
        if (why == boost::system::errc::device_or_resource_busy) {
            why = files::files_errc::part_in_use;
        }
    }
    write_failure failure{std::move(path), why};
    co_return attempt_result(std::move(failure));
}

async::awaitable<attempt_result> fetching::refuse_total() {
    co_await drop();
    http::error why(http::errc::too_large, http::phase::head, {},
                    "more than " + std::to_string(*with_.settings.max_size) + " bytes");
    co_return attempt_result(network_failure{std::move(why)});
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

}  // namespace trawl::fetch
