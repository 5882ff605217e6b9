#include "sample_report.hpp"

#include <utility>

#include <boost/asio/ip/address.hpp>

namespace trawl::output::test {

using namespace std::chrono_literals;

fetch::job sample_job(std::string_view input, std::uint64_t number, std::uint64_t line) {
    fetch::job what{http::parse_typed_url(input)};
    what.number = number;
    what.line = line;
    what.input = input;
    return what;
}

fetch::report sample_report(std::string_view input, fetch::outcome how, std::uint64_t number, std::uint64_t line) {
    fetch::report done{sample_job(input, number, line)};
    done.how = std::move(how);
    done.started = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 10h + 33min + 49s + 123ms + 456us;
    done.queued = 1ms;
    done.took = 11500us;
    return done;
}

fetch::report answered(std::string_view input, fetch::outcome how, int status) {
    fetch::report done = sample_report(input, std::move(how));
    done.reply.emplace(*done.what.target);
    done.reply->status = status;
    done.reply->version = 11;
    done.reply->bytes = 5;
    done.reply->bytes_decoded = 5;
    done.reply->content_type = "text/plain";
    done.trace.remote = boost::asio::ip::make_address("192.0.2.1");
    done.trace.reused = true;
    done.trace.took.ttfb = 10ms;
    done.trace.took.transfer = 1500us;
    return done;
}

}  // namespace trawl::output::test
