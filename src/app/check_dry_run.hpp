#pragma once

#include "app/check_options.hpp"
#include "app/check_parts.hpp"
#include "app/run_start.hpp"

namespace trawl::app {

/// `trawl check --dry-run`: what would be asked, a line each on standard output, with tabs between its parts.
///
///     ask    login    POST    https://example.org/login    2 expectations
///     ask    me       GET     https://example.org/me       3 expectations    needs login
///     skip   old      GET     https://example.org/old      broken since May
///     bad    http://  why it is no URL
class check_dry_run final : public command_run {
public:
    check_dry_run(check_options options, check_plan plan) : options_(std::move(options)), plan_(std::move(plan)) {}

    int run() override;

private:
    async::awaitable<void> plan_urls();
    void tell_entries();
    void tell_job(const fetch::job& what);
    void tell(const std::string& line);
    [[nodiscard]] std::string entry_line(const check::entry& what) const;

    check_options options_;
    check_plan plan_;
    boost::asio::io_context loop_{1};
    run_end end_;
};

}  // namespace trawl::app
