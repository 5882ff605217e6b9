#include <utility>

#include <unistd.h>

#include "app/robots_command.hpp"
#include "app/run_start.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"
#include "crawl/robots_explanation.hpp"
#include "output/write_all.hpp"
#include "trawl/http/session.hpp"

namespace trawl::app {

namespace {

constexpr std::size_t most_read = std::size_t{500} << 10;
constexpr unsigned most_redirects = 5;

async::awaitable<void> read_body(http::response& from, crawl::robots_reply& into) {
    std::string piece(std::size_t{64} << 10, '\0');
    while (into.body.size() < most_read) {
        const auto got = co_await from.read_some(piece);
        if (!got) {
            into.error = http::message(got.error());
            co_return;
        }
        if (*got == 0) {
            co_return;
        }
        into.body.append(piece, 0, *got);
    }
    into.is_cut = true;
    into.body.resize(most_read);
}

/// One run of `trawl robots`.
class robots_run final : public command_run {
public:
    explicit robots_run(robots_options options)
        : options_(std::move(options)), session_(loop_.get_executor(), options_.session) {}

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
            const auto reply = co_await ask(crawl::robots_txt_of(*where));
            tell(*where, reply);
        }
        end_.inputs = options_.urls.size();
    }

    async::awaitable<crawl::robots_reply> ask(http::url where) {
        http::request request(where);
        request.fields = options_.fields;
        request.max_redirects = most_redirects;
        http::trace trace;
        auto head = co_await session_.send(std::move(request), &trace);
        crawl::robots_reply reply;
        for (const auto& hop : trace.redirects) {
            reply.asked.push_back(hop.from);
        }
        if (!head) {
            reply.asked.push_back(std::move(where));
            reply.error = http::message(head.error());
            co_return reply;
        }
        reply.asked.push_back(head->where());
        reply.status = head->status();
        if (reply.status / 100 == 2) {
            co_await read_body(*head, reply);
        }
        co_return reply;
    }

    void tell(const http::url& where, const crawl::robots_reply& reply) {
        if (output::write_all(STDOUT_FILENO, crawl::explain_robots(where, options_.agent, reply)).failure) {
            end_.is_output_lost = true;
        }
        if (robots::access_by_status(reply.status) == robots::access::unreachable || !reply.error.empty()) {
            ++end_.failures.network;
        } else if (!crawl::robots_verdict(where, options_.agent, reply).allowed) {
            ++end_.failures.status;
        }
    }

    robots_options options_;
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
