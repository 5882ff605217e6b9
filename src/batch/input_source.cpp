#include "batch/input_source.hpp"

#include <utility>

#include <boost/system/system_error.hpp>

#include "trawl/async/with_timeout.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t failed_at_a_time = 256;

// How long a URL waits for options on the line behind it, when its list comes slowly.
constexpr auto patience = std::chrono::milliseconds{100};

/// Of a list of one entry.
list_entry parse_one(const std::string& text) {
    list_parser parser;
    parser.feed(text);
    parser.feed("\n");
    parser.finish();
    auto only = parser.next();
    return only ? std::move(*only) : bad_entry(0, text, "no URL");
}

}  // namespace

input_source::input_source(std::vector<std::string> urls, std::unique_ptr<byte_source> list, list_format format,
                           journal* failed)
    : urls_(std::move(urls)),
      list_(std::move(list)),
      lines_(format),
      failed_(urls_.empty() && !list_ ? failed : nullptr) {
}

std::optional<input_source::input> input_source::next() {
    if (next_url_ < urls_.size()) {
        std::string& text = urls_[next_url_++];
        auto target = http::parse_typed_url(text);
        return input{{0, std::move(text), std::move(target)}, std::nullopt};
    }
    if (auto released = std::exchange(released_, std::nullopt)) {
        return input{std::move(*released), std::nullopt};
    }
    if (auto entry = lines_.next()) {
        return input{std::move(*entry), std::nullopt};
    }
    if (!failed_rows_.empty()) {
        journal_row row = std::move(failed_rows_.front());
        failed_rows_.pop_front();
        list_entry entry = parse_one(row.input.empty() ? row.url : row.input);
        entry.line = 0;
        return input{std::move(entry), std::move(row)};
    }
    return std::nullopt;
}

async::awaitable<bool> input_source::wait() {
    if (list_) {
        co_await read_list();
        co_return true;
    }
    if (failed_ != nullptr) {
        co_await read_failed();
        co_return true;
    }
    co_return false;
}

// A URL at the end of what is there may have options on the line behind it, but is not kept for long.
async::awaitable<void> input_source::read_list() {
    std::string bytes;
    bool is_late = false;
    if (lines_.holds()) {
        try {
            bytes = co_await async::with_timeout(list_->next(), patience);
        } catch (const boost::system::system_error& failed) {
            if (failed.code() != async::async_errc::timed_out) {
                throw;
            }
            is_late = true;
        }
    } else {
        bytes = co_await list_->next();
    }
    if (is_late) {
        released_ = lines_.release();
    } else if (bytes.empty()) {
        lines_.finish();
        list_.reset();
    } else {
        lines_.feed(bytes);
    }
}

async::awaitable<void> input_source::read_failed() {
    auto rows = co_await failed_->failed_after(failed_number_, failed_name_, failed_at_a_time);
    if (rows.empty()) {
        failed_ = nullptr;
        co_return;
    }
    failed_number_ = rows.back().number;
    failed_name_ = rows.back().name;
    for (journal_row& each : rows) {
        failed_rows_.push_back(std::move(each));
    }
}

}  // namespace trawl::batch
