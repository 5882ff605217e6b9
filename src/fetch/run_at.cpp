#include "fetch/run_at.hpp"

#include <exception>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace trawl::fetch {

namespace asio = boost::asio;

async::awaitable<void> run_at(async::executor where, std::function<void()> what) {
    const auto start = [&where, &what](auto handler) {
        const async::executor home = asio::get_associated_executor(handler);
        asio::post(where, [home, &what, handler = std::move(handler)]() mutable {
            std::exception_ptr failed;
            try {
                what();
            } catch (...) {
                failed = std::current_exception();
            }
            asio::post(home, [handler = std::move(handler), failed]() mutable { std::move(handler)(failed); });
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(start, asio::use_awaitable);
}

}  // namespace trawl::fetch
