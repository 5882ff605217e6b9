#include "output/progress.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string_view>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"

namespace trawl::output {

namespace {

using namespace std::chrono_literals;

constexpr auto rate_window = 5s;
constexpr auto redraw_pause = 100ms;
constexpr auto line_pause = 5s;
constexpr std::size_t line_width = 200;
constexpr std::string_view separator = "  ";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view plain = "\x1b[0m";
constexpr std::string_view clear_to_end = "\x1b[K";
constexpr std::string_view clear_line = "\r\x1b[K";

std::string rate_text(double bytes) {
    constexpr double fastest = 1e18;
    return base::to_text(base::byte_size{static_cast<std::uint64_t>(std::clamp(bytes, 0.0, fastest))}) + "/s";
}

std::string eta_text(const progress_counts& counts, const progress_rates& rates) {
    constexpr double longest = 100.0 * 24 * 3600;
    if (!counts.total || *counts.total <= counts.done || rates.jobs <= 0) {
        return {};
    }
    const double left = static_cast<double>(*counts.total - counts.done) / rates.jobs;
    return left > longest ? std::string{} : "ETA " + base::to_text(std::chrono::seconds{std::llround(std::ceil(left))});
}

std::string done_text(const progress_counts& counts) {
    return std::to_string(counts.done) + (counts.total ? "/" + std::to_string(*counts.total) : "") + " done";
}

}  // namespace

progress_rates rate_meter::add(async::clock::time_point when, const progress_counts& counts) {
    samples_.push_back({when, counts.bytes, counts.done});
    while (samples_.size() > 2 && samples_[1].when + rate_window <= when) {
        samples_.pop_front();
    }
    const sample& first = samples_.front();
    const double seconds = std::chrono::duration<double>(when - first.when).count();
    if (seconds <= 0) {
        return {};
    }
    return {(static_cast<double>(counts.bytes) - static_cast<double>(first.bytes)) / seconds,
            static_cast<double>(counts.done - first.done) / seconds};
}

std::string progress_text(const progress_counts& counts, const progress_rates& rates, std::size_t width, bool colour) {
    enum part : std::size_t { done, failed, in_flight, waiting, bytes, rate, eta, part_count };
    constexpr std::array least_important_first{bytes, in_flight, rate, eta, waiting, failed};
    std::array<std::string, part_count> parts{done_text(counts),
                                              std::to_string(counts.failed) + " failed",
                                              std::to_string(counts.in_flight) + " in flight",
                                              counts.waiting ? std::to_string(*counts.waiting) + " waiting" : "",
                                              base::to_text(base::byte_size{counts.bytes}),
                                              rate_text(rates.bytes),
                                              eta_text(counts, rates)};
    const auto columns = [&parts] {
        std::size_t sum = 0;
        for (const std::string& text : parts) {
            sum += text.empty() ? 0 : text.size() + separator.size();
        }
        return sum - separator.size();
    };
    for (const part least : least_important_first) {
        if (columns() > width) {
            parts[least].clear();
        }
    }
    parts[done].resize(std::min(parts[done].size(), width));
    if (colour && counts.failed > 0 && !parts[failed].empty()) {
        parts[failed] = std::string{red} + parts[failed] + std::string{plain};
    }
    std::string line = parts[done];
    for (std::size_t i = failed; i < part_count; ++i) {
        if (!parts[i].empty()) {
            line.append(separator).append(parts[i]);
        }
    }
    return line;
}

progress::progress(terminal where, counts_source counts) : where_(where), counts_(std::move(counts)) {
}

async::awaitable<void> progress::run() {
    struct wiper {
        progress& owner;
        ~wiper() { owner.wipe(); }
    };
    const wiper at_end{*this};
    const async::clock::duration pause = where_.is_terminal ? async::clock::duration{redraw_pause} : line_pause;
    const auto executor = co_await boost::asio::this_coro::executor;
    async::timer timer{executor};
    (void)rates_.add(async::clock::now(), counts_());
    for (;;) {
        timer.expires_after(pause);
        co_await timer.async_wait(boost::asio::use_awaitable);
        draw();
    }
}

void progress::draw() {
    const progress_counts counts = counts_();
    const progress_rates rates = rates_.add(async::clock::now(), counts);
    if (!where_.is_terminal) {
        show_on_stderr(progress_text(counts, rates, line_width, false) + "\n");
        return;
    }
    // One column stays free: a full line would wrap on some terminals.
    std::string text = progress_text(counts, rates, terminal_width() - 1, where_.has_colour);
    if (text != shown_) {
        show_on_stderr("\r" + text + std::string{clear_to_end});
        shown_ = std::move(text);
    }
}

void progress::wipe() {
    if (!shown_.empty()) {
        show_on_stderr(clear_line);
        shown_.clear();
    }
}

}  // namespace trawl::output
