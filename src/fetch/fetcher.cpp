#include "fetch/fetcher.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "http/retry.hpp"

namespace trawl::fetch {

namespace {

constexpr std::uint64_t drained_size = 64 * 1024;

void note_head(report& told, const http::response& reply) {
    const auto text = [&reply](std::string_view name) { return std::string(reply.fields().get(name).value_or("")); };
    auto& facts = told.reply.emplace(reply.where());
    facts.status = reply.status();
    facts.version = reply.version();
    facts.content_type = text("Content-Type");
    facts.etag = text("ETag");
    facts.last_modified = text("Last-Modified");
}

bool is_success(int status) noexcept {
    return status >= 200 && status < 300;
}

}  // namespace

fetcher::fetcher(http::session& session, files::writer& disk, destination where, request_settings settings)
    : session_(session), disk_(disk), where_(std::move(where)), settings_(std::move(settings)) {
}

async::awaitable<attempt_result> fetcher::attempt(report& told, traffic& /*lane*/) {
    http::request ask(told.what.place(told.place));
    ask.method = settings_.method;
    ask.fields = settings_.fields;
    ask.body = settings_.body;
    auto reply = co_await session_.send(std::move(ask), &told.trace);
    if (!reply) {
        co_return fail(told, reply.error());
    }
    note_head(told, *reply);
    if (!is_success(reply->status())) {
        co_return co_await refuse(told, *reply);
    }
    if (reply->status() == 206 && !settings_.fields.contains("Range")) {
        co_return fail(told, http::error(http::errc::protocol, http::phase::head, {},
                                         "a part (206) came, but the whole was asked for"));
    }
    co_return co_await keep(told, *reply);
}

async::awaitable<attempt_result> fetcher::keep(report& told, http::response& reply) {
    std::optional<files::download> file;
    if (settings_.method != "HEAD") {
        file = where_.open(disk_, told.what);
    }
    auto result = co_await read_to(file, told, reply);
    told.trace = reply.trace();
    if (file && where_.is_stream() && std::holds_alternative<network_failure>(result.how)) {
        (void)co_await file->commit();  // what was handed over is shown, though the rest did not come
    } else if (file && !std::holds_alternative<fetched>(result.how)) {
        co_await file->discard();
    }
    co_return result;
}

async::awaitable<attempt_result> fetcher::read_to(std::optional<files::download>& file, report& told,
                                                  http::response& reply) {
    auto& pool = disk_.buffers();
    const std::uint64_t length = reply.length().value_or(0);
    if (file && length > 0) {
        file->expect_size(length);
    }
    files::buffer piece = pool.take_for(length);
    while (true) {
        const auto got =
            co_await reply.read_some(std::span(piece.data() + piece.size(), piece.capacity() - piece.size()));
        told.reply->bytes = reply.wire_bytes();
        if (!got) {
            co_return fail(told, got.error());
        }
        if (*got == 0) {
            break;
        }
        bytes_ += *got;
        told.reply->bytes_decoded += *got;
        piece.set_size(piece.size() + *got);
        if (!file) {
            piece.set_size(0);
        } else if (piece.size() == piece.capacity() || where_.is_stream()) {
            if (const auto failed = co_await file->write(std::move(piece))) {
                co_return write_failed(told.what, failed);
            }
            piece = pool.take_for(length);
        }
    }
    co_return co_await finish(file, std::move(piece), told.what);
}

async::awaitable<attempt_result> fetcher::finish(std::optional<files::download>& file, files::buffer rest,
                                                 const job& what) {
    if (!file) {
        co_return attempt_result(fetched{});
    }
    if (rest.size() > 0) {
        if (const auto failed = co_await file->write(std::move(rest))) {
            co_return write_failed(what, failed);
        }
    }
    if (!where_.is_stream()) {
        // From here on it may stand under its name: that is told, though the run be cancelled meanwhile.
        co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    }
    const auto kept = co_await file->commit();
    if (!kept) {
        co_return write_failed(what, kept.error());
    }
    co_return attempt_result(fetched{where_.path_of(what), kept->sha256});
}

// The body of an error is read if it is short, so that its connection can be used again.
async::awaitable<attempt_result> fetcher::refuse(report& told, http::response& reply) {
    attempt_result result(http_error{});
    if (const auto wish = reply.fields().get("Retry-After")) {
        result.host_pause = http::parse_retry_after(*wish, std::chrono::system_clock::now());
    }
    if (reply.length().value_or(0) <= drained_size) {
        files::buffer piece = disk_.buffers().take_small();
        while (reply.wire_bytes() <= drained_size) {
            const auto got = co_await reply.read_some(std::span(piece.data(), piece.capacity()));
            if (!got || *got == 0) {
                break;
            }
            told.reply->bytes_decoded += *got;
        }
    }
    told.reply->bytes = reply.wire_bytes();
    told.trace = reply.trace();
    co_return result;
}

attempt_result fetcher::fail(const report& told, http::error why) const {
    attempt_result result(network_failure{std::move(why)});
    result.is_final = where_.is_stream() && told.reply && told.reply->bytes_decoded > 0;
    return result;
}

attempt_result fetcher::write_failed(const job& what, boost::system::error_code why) const {
    return attempt_result(write_failure{where_.path_of(what), why});
}

}  // namespace trawl::fetch
