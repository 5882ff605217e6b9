#include <utility>

#include <unistd.h>

#include "app/logins.hpp"
#include "app/robots_command.hpp"
#include "app/run_start.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "crawl/robots_explanation.hpp"
#include "crawl/robots_fetch.hpp"
#include "files/write_all.hpp"
#include "trawl/http/session.hpp"

namespace trawl::app {

namespace {

/// One run of `trawl robots`.
class robots_run final : public command_run {
public:
    explicit robots_run(robots_options options)
        : options_(std::move(options)), session_(loop_.get_executor(), options_.session) {
        settings_.agent = options_.agent;
        settings_.fields = options_.fields;
        settings_.login = choose_logins(options_.credentials);
    }

    int run() override {
        if (const auto failed = run_on(loop_, explain_all())) {
            std::rethrow_exception(failed);
        }
        return exit_status_of(end_);
    }

private:
    async::awaitable<void> explain_all() {
        for (const auto& text : options_.urls) {
            const auto where = http::parse_typed_url(text);
            if (!where) {
                base::log(base::log_level::error, base::printable(text) + ": " + where.error().detail);
                ++end_.failures.input;
                continue;
            }
            const auto fetched = co_await crawl::fetch_robots(session_, settings_, *where, nullptr);
            tell(*where, fetched.reply);
        }
        end_.inputs = options_.urls.size();
    }

    void tell(const http::url& where, const crawl::robots_reply& reply) {
        if (files::write_all(STDOUT_FILENO, crawl::explain_robots(where, options_.agent, reply)).failure) {
            end_.is_output_lost = true;
        }
        if (crawl::access_of(reply) == robots::access::unreachable) {
            ++end_.failures.network;
        } else if (!crawl::robots_verdict(where, options_.agent, reply).allowed) {
            ++end_.failures.status;
        }
    }

    robots_options options_;
    crawl::robots_settings settings_;
    boost::asio::io_context loop_{1};
    http::session session_;
    run_end end_;
};

}  // namespace

int run_robots(robots_options options) {
    const common_options common = options.common;
    return start_run(common, [&] { return std::make_unique<robots_run>(std::move(options)); });
}

}  // namespace trawl::app
