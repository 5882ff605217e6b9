#include "fetch/fetching.hpp"

#include <algorithm>

#include "fetch/job_request.hpp"
#include "fetch/reply_notes.hpp"
#include "fetch/split_plan.hpp"
#include "fetch/verification.hpp"
#include "http/content_range.hpp"
#include "http/field_syntax.hpp"

namespace trawl::fetch {

namespace {

constexpr std::uint64_t drained_size = std::uint64_t{64} << 10;

bool is_success(int status) noexcept {
    return status >= 200 && status < 300;
}

void fill(std::string& fact, const std::string& known) {
    if (fact.empty()) {
        fact = known;
    }
}

}  // namespace

fetching::fetching(const fetch_means& with, report& told, traffic& lane)
    : with_(with), told_(told), lane_(lane), may_split_(with.settings.split > 1) {
}

async::awaitable<attempt_result> fetching::run() {
    return may_resume() ? resume() : ask();
}

async::awaitable<attempt_result> fetching::resume() {
    co_await find_part();
    if (file_ && file_->problem()) {
        co_return co_await fail_write(file_->problem());
    }
    co_return co_await ask();
}

bool fetching::may_resume() const {
    return with_.settings.resumes && (told_.has_part || with_.where.may_have_part(what())) &&
           method_of(with_.settings, what()) == "GET" && !has_own_range(with_.settings, what());
}

async::awaitable<void> fetching::find_part() {
    file_ = with_.where.open(with_.disk, what());
    if (!file_) {
        co_return;
    }
    part_ = co_await file_->find_part();
    if (!part_) {
        co_return;
    }
    told_.has_part = true;
    kept_before_ = files::kept_size(*part_);
    trust_ = trust_in(*part_, what(), told_.place);
    if (trust_ == trust::none) {
        co_return;
    }
    about_ = part_;
    if (may_split_ && about_->total) {
        about_->segments = divide(std::move(about_->segments), with_.settings.split, with_.settings.split_min);
    }
    const files::segment* missing = first_missing(about_->segments);
    const files::segment nothing{kept_before_, kept_before_, files::segment::open_end};
    asked_ = range_of(missing != nullptr ? *missing : nothing, *about_, trust_);
}

// Whether the server can say that the file which is there is still right.
bool fetching::is_conditional() const {
    const auto& known = what().known;
    return known && told_.place == 0 && !(known->etag.empty() && known->last_modified.empty());
}

// What another place of the job has left is nothing that this one can make useless.
bool fetching::is_from_elsewhere() const {
    return part_ && part_->url != part_url(what().place(told_.place));
}

http::request fetching::request() const {
    http::request made = trust_ == trust::none ? request_for(with_.settings, what(), told_.place)
                                               : range_request(with_.settings, what(), told_.place, asked_);
    if (is_conditional()) {
        add_condition(made, *what().known);
    }
    made.before_next = [&lane = lane_](const http::url& next) { return lane.start_another(next); };
    return made;
}

async::awaitable<attempt_result> fetching::ask() {
    auto sent = with_.session.send(request(), &told_.trace);
    auto reply = co_await std::move(sent);
    if (!reply) {
        co_return co_await fail(reply.error());
    }
    note_head(told_, *reply);
    host_pause_ = std::max(host_pause_, asked_pause(reply->status(), reply->fields()));
    // On a line of its own: what is left of the reply must be gone before another one is asked for.
    auto next = act_on(std::move(*reply));
    co_return co_await std::move(next);
}

async::awaitable<attempt_result> fetching::act_on(http::response reply) {
    const int status = reply.status();
    if (status == 304 && is_conditional()) {
        return stand();
    }
    // Nothing came in place of a file that was: that is no reason to lose it.
    if ((status == 204 || status == 205) && what().known) {
        return refuse(std::move(reply));
    }
    if (trust_ != trust::none) {
        return act_on_range(std::move(reply));
    }
    if (!is_success(status)) {
        return refuse(std::move(reply));
    }
    if (status == 206 && !has_own_range(with_.settings, what())) {
        return fail(
            http::error(http::errc::protocol, http::phase::head, {}, "a part (206) came, but the whole was asked for"));
    }
    return take_whole(std::move(reply));
}

async::awaitable<attempt_result> fetching::act_on_range(http::response reply) {
    switch (judge(asked_, *part_, trust_, reply.status(), reply.fields(), reply.where(), with_.settings.decodes)) {
        case range_reply::go_on:
            return go_on(std::move(reply));
        case range_reply::whole:
            return take_whole(std::move(reply));
        case range_reply::complete:
            return take_what_is_there(files::kept_size(*part_));
        case range_reply::ask_again:
            return start_again(may_split_);
        case range_reply::other:
            break;
    }
    return refuse(std::move(reply));
}

// Without a range this time, so that it cannot come to the same again.
async::awaitable<attempt_result> fetching::start_again(bool may_split) {
    if (is_identified_) {
        co_await drop();
    }
    may_split_ = may_split;
    trust_ = trust::none;
    co_await lane_.start_another(what().place(told_.place));
    co_return co_await ask();
}

async::awaitable<attempt_result> fetching::take_whole(http::response reply) {
    about_.reset();
    const auto length = reply.length();
    must_ = expected_of(with_.settings, what(), reply.status(), reply.fields());
    told_.part_digests.clear();
    if (!names_digest()) {
        told_.part_digests = must_.digests;
    }
    const bool is_body = method_of(with_.settings, what()) != "HEAD";
    if (is_body && must_.size && length && *length != *must_.size &&
        !(with_.settings.decodes && is_coded(reply.fields()))) {
        return refuse_size(*length);
    }
    if (is_body && !file_) {
        file_ = with_.where.open(with_.disk, what(), !must_.digests.empty());
    }
    if (file_) {
        prepare_file(reply);
        if (plan_ranges(reply)) {
            return read_ranges(std::move(reply), true);
        }
    }
    return read(std::move(reply), nullptr);
}

async::awaitable<attempt_result> fetching::go_on(http::response reply) {
    const auto total = http::content_range_of(reply.fields())->total;
    about_->total = total ? total : about_->total;
    if (is_over_limit(about_->total.value_or(0))) {
        co_return co_await refuse_total();
    }
    about_->from = part_url(reply.where());
    if (trust_ == trust::digest) {
        // Bytes of a place that has named no version, or of two places: from here on only the digest tells.
        about_->etag.clear();
        about_->last_modified.clear();
    }
    fill(told_.reply->etag, part_->etag);
    fill(told_.reply->last_modified, part_->last_modified);
    must_ = expected_of(with_.settings, what(), reply.status(), reply.fields());
    recall_digests();
    note_name(reply.fields());
    file_->go_on();
    gone_on_from_ = kept_before_;
    if (about_->total) {
        file_->expect_size(*about_->total);
    }
    identify();
    if (about_->segments != part_->segments) {
        file_->split(about_->segments);
    }
    if (missing_count(about_->segments) > 1) {
        co_return co_await read_ranges(std::move(reply), false);
    }
    files::segment missing = *first_missing(about_->segments);
    missing.end = std::min(missing.end, about_->total.value_or(files::segment::open_end));
    co_return co_await read(std::move(reply), &missing);
}

// The server has said that there is no more.
async::awaitable<attempt_result> fetching::take_what_is_there(std::uint64_t total) {
    about_->total = total;
    if (is_over_limit(total)) {
        co_return co_await refuse_total();
    }
    fill(told_.reply->etag, part_->etag);
    fill(told_.reply->last_modified, part_->last_modified);
    const http::headers nothing;
    must_ = expected_of(with_.settings, what(), told_.reply->status, nothing);
    recall_digests();
    file_->go_on();
    identify();
    attempt_result result = co_await commit();
    if (const auto* kept = std::get_if<fetched>(&result.how)) {
        already_complete whole{kept->path, kept->sha256, kept->size, kept->modified};
        result.how = std::move(whole);
    }
    co_return result;
}

async::awaitable<attempt_result> fetching::stand() {
    if (file_) {
        co_await drop();
    }
    fill(told_.reply->etag, what().known->etag);
    fill(told_.reply->last_modified, what().known->last_modified);
    told_.final_name = what().known->final_name;
    not_modified kept{with_.where.path_of(what()), what().known->sha256};
    co_return attempt_result(std::move(kept));
}

// The body of an error is read if it is short, so that its connection can be used again.
async::awaitable<attempt_result> fetching::refuse(http::response reply) {
    if (reply.length().value_or(0) <= drained_size) {
        files::buffer piece = with_.disk.buffers().take_small();
        while (reply.wire_bytes() <= drained_size) {
            const auto got = co_await reply.read_some(std::span(piece.data(), piece.capacity()));
            if (!got || *got == 0) {
                break;
            }
            told_.reply->bytes_decoded += *got;
        }
    }
    told_.reply->bytes += reply.wire_bytes();
    told_.trace = reply.trace();
    if (file_) {
        const bool is_gone = reply.status() == 404 || reply.status() == 410;
        if (is_gone && !is_from_elsewhere()) {
            co_await drop();
        } else {
            co_await park();
        }
    }
    co_return attempt_result(http_error{});
}

}  // namespace trawl::fetch
