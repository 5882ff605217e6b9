#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "expect/expectation.hpp"
#include "expect/syntax_error.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::expect {

/// A time that runs are judged by.
enum class timed_phase : std::uint8_t { total, dns, connect, tls, ttfb, transfer };
inline constexpr std::size_t timed_phases = 6;

/// What a run came to as a whole.
class run_figures {
public:
    run_figures() = default;
    run_figures(const run_figures&) = delete;
    run_figures& operator=(const run_figures&) = delete;
    virtual ~run_figures() = default;

    [[nodiscard]] virtual std::uint64_t runs() const = 0;    ///< of checks; what was skipped is none
    [[nodiscard]] virtual std::uint64_t failed() const = 0;  ///< of these
    [[nodiscard]] virtual std::uint64_t flaky() const = 0;   ///< of these
    /// The time that `percent` of the runs with a reply stayed within, 0 < percent <= 100. Requires one.
    [[nodiscard]] virtual async::clock::duration percentile(timed_phase of, double percent) const = 0;
    [[nodiscard]] virtual std::uint64_t replies() const = 0;
};

/// One thing that is expected of a run as a whole: `p95(time) < 500ms`, `p99.9(time.ttfb) < 1s`, `failed <= 1%`, `flaky == 0`,
/// `runs >= 100`. One grammar with `expectation`.
///
/// Threads     Immutable: may be shared.
class threshold {
public:
    /// Whether a text begins as one of these does, and not as an expectation of a reply.
    [[nodiscard]] static bool is_meant_by(std::string_view text);

    [[nodiscard]] static boost::system::result<threshold, syntax_error> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept;
    /// It says how many may fail.
    [[nodiscard]] bool judges_failures() const noexcept;

    [[nodiscard]] verdict check(const run_figures& of) const;

private:
    struct parsed;
    explicit threshold(std::shared_ptr<const parsed> what) noexcept;
    std::shared_ptr<const parsed> parsed_;
};

}  // namespace trawl::expect
