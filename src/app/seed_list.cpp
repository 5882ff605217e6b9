#include "app/seed_list.hpp"

#include <memory>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/printable.hpp"
#include "batch/input_source.hpp"

namespace trawl::app {

namespace {

void tell_bad(const batch::list_entry& entry, const std::string& list) {
    const std::string place = entry.line == 0 ? "" : list + ":" + std::to_string(entry.line) + ": ";
    base::log(base::log_level::error,
              place + base::printable(entry.text) + " is no seed: " + http::message(entry.url.error()));
}

}  // namespace

async::awaitable<std::uint64_t> read_seeds(async::executor loop, const crawl_input& input,
                                           std::function<void(const http::url& seed)> take) {
    std::unique_ptr<batch::byte_source> list;
    if (!input.list.empty()) {
        list = std::make_unique<batch::byte_source>(std::move(loop), input.list);
    }
    batch::input_source inputs(input.seeds, std::move(list), batch::list_format::plain, nullptr);
    std::uint64_t bad = 0;
    do {
        while (const auto next = inputs.next()) {
            if (next->entry.url) {
                take(*next->entry.url);
            } else {
                ++bad;
                tell_bad(next->entry, input.list);
            }
        }
    } while (co_await inputs.wait());
    co_return bad;
}

}  // namespace trawl::app
