#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/another_try.hpp"
#include "check/check_details.hpp"
#include "check/check_means.hpp"
#include "expect/observation.hpp"
#include "fetch/attempter.hpp"
#include "fetch/outcome.hpp"
#include "fetch/traffic.hpp"
#include "trawl/async/awaitable.hpp"
#include "trawl/http/session.hpp"

namespace trawl::check {

/// One try of a check under way: asks, reads the reply to its end, looks at what is expected of it, and decides whether there
/// is another try.
///
/// Cancelling  Closes the connection. Work that is being done on a thread is waited for.
/// Lifetime    What it is given must live as long.
class check_attempt {
public:
    check_attempt(const check_means& with, fetch::report& told, fetch::traffic& lane);

    [[nodiscard]] async::awaitable<fetch::attempt_result> run();

private:
    void begin();
    async::awaitable<void> ask(http::request what);
    void limit(http::request& what) const;
    async::awaitable<void> read(http::response reply);
    async::awaitable<void> wait_for_turn(const http::url& next);
    async::awaitable<void> look();
    void look_here();
    [[nodiscard]] bool tell_secrets() const;
    void note_head(const http::response& reply);
    void note_request();
    void take_in_cookies();
    void note_cookies(std::chrono::system_clock::time_point now);
    [[nodiscard]] expect::phase_times times() const;
    [[nodiscard]] std::shared_ptr<http::cookie_jar> jar() const;
    [[nodiscard]] fetch::attempt_result drop();
    [[nodiscard]] fetch::attempt_result refuse(std::string why);
    [[nodiscard]] fetch::attempt_result end();
    [[nodiscard]] bool is_unsent() const;
    [[nodiscard]] std::optional<async::clock::duration> decide();

    const check_means& with_;
    fetch::report& told_;
    fetch::traffic& lane_;
    const check_details& check_;
    const entry& of_;
    std::shared_ptr<try_result> result_;
    expect::observation seen_;
    std::string body_;  // decoded, as it came: all of it, or its start
    std::string asked_last_;
    std::vector<std::string> set_cookies_;
    std::unique_ptr<http::cookie_jar> kept_cookies_;  // of the replies of this request; null: none came
    std::optional<std::chrono::milliseconds> wish_;
    // For what lets no request or no more bytes go yet: not the server's time.
    async::clock::duration waited_{};
};

}  // namespace trawl::check
