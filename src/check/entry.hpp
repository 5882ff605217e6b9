#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expect/expectation.hpp"
#include "expect/template_text.hpp"
#include "http/retry.hpp"
#include "trawl/async/clock.hpp"

namespace trawl::check {

/// Where something stands that the user wrote: "smoke.toml", 12; the command line: empty, 0.
struct place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    place() = default;
};

struct placed_expectation {
    expect::expectation what;
    place where;
};

struct placed_capture {
    std::string name;
    expect::capture what;
    place where;
    bool is_secret = false;
};

/// When a check that failed is asked again. Passing then is `flaky`.
struct retry_rule {
    unsigned max = 0;  ///< further tries
    async::clock::duration every = std::chrono::seconds{1};
    /// No further try begins later than this after the first; nullopt: no limit.
    std::optional<async::clock::duration> within;
    http::retry_classes on;
    /// Also when a reply came, and an expectation of it does not hold.
    bool on_assert = true;

    retry_rule() = default;
};

/// One request, and what is expected of it: an entry of a suite (for each of the values of its matrix), or what is asked of
/// every URL of a list. Immutable while a run goes on.
struct entry {
    /// Unique within the run. Empty for URLs of the command line and of lists: their name is the method and the URL.
    std::string name;
    place where;
    std::vector<std::string> tags;
    /// Of its matrix, in the order of the suite: "lang", "de".
    std::vector<std::pair<std::string, std::string>> variant;
    std::string method = "GET";
    /// Made absolute with the base when it is filled in.
    expect::template_text url;
    std::string base_url;  ///< empty: none
    std::vector<std::pair<std::string, expect::template_text>> fields;
    std::optional<expect::template_text> body;
    /// The usual one included, where it holds.
    std::vector<placed_expectation> expectations;
    std::vector<placed_capture> captures;
    std::optional<retry_rule> retry;  ///< nullopt: the run's
    /// Its `retry`, `wait_for`, was said of it in particular, not of all: it is asked again whatever its method.
    bool has_own_retry = false, has_own_wait = false;
    std::optional<async::clock::duration> wait_for;  ///< nullopt: the run's
    std::optional<async::clock::duration> timeout;   ///< of one try; nullopt: the run's
    std::optional<unsigned> max_redirects;           ///< nullopt: the run's
    std::optional<std::string> skip;                 ///< why it is not asked
    std::vector<std::size_t>
        needs;            ///< which checks of the run must have passed: their indexes, all smaller than its own
    expect::wants wants;  ///< of its expectations and captures

    entry() = default;
};

}  // namespace trawl::check
