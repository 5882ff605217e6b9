#include "support/fault_connection.hpp"

#include <charconv>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace trawl::test {

namespace asio = boost::asio;

namespace {

constexpr auto never = std::chrono::steady_clock::time_point::max();

std::string_view next_line(std::string_view& text) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string{} : std::string{text.substr(first)};
}

received_request parse_head(std::string_view text) {
    received_request request;
    const auto line = next_line(text);
    const auto first = line.find(' ');
    const auto second = line.find(' ', first + 1);
    request.method = line.substr(0, first);
    if (first != std::string_view::npos && second != std::string_view::npos) {
        request.target = line.substr(first + 1, second - first - 1);
        request.version = line.substr(second + 1);
    }
    while (!text.empty()) {
        const auto field = next_line(text);
        const auto colon = field.find(':');
        request.fields.emplace_back(field.substr(0, colon),
                                    colon == std::string_view::npos ? std::string{} : trimmed(field.substr(colon + 1)));
    }
    return request;
}

std::size_t content_length(const received_request& request) {
    const auto text = request.field("Content-Length");
    std::size_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);
    return length;
}

}  // namespace

fault_connection::fault_connection(asio::ip::tcp::socket socket, fault_service& service)
    : service_(service),
      stream_(std::move(socket)),
      signal_(stream_.get_executor()),
      number_(service.log.connection_opened()) {
}

fault_connection::~fault_connection() {
    service_.log.connection_closed();
}

asio::awaitable<void> fault_connection::serve() {
    bool goes_on = co_await start();
    while (goes_on) {
        goes_on = co_await serve_request();
    }
    stream_.close(false);
}

void fault_connection::close(bool with_reset) noexcept {
    stream_.close(with_reset);
}

asio::awaitable<bool> fault_connection::start() {
    if (!service_.tls) {
        start_receiving();
    }
    if (service_.how.on_connect) {
        auto steps = service_.how.on_connect(number_);
        const bool goes_on = co_await play(std::move(steps));
        if (!goes_on) {
            co_return false;
        }
    }
    if (service_.tls) {
        tls_connection told;
        told.connection = number_;
        const bool done = co_await stream_.handshake(*service_.tls, told);
        if (!done) {
            co_return false;
        }
        service_.log.handshake_done(std::move(told));
        start_receiving();
    }
    co_return true;
}

asio::awaitable<bool> fault_connection::serve_request() {
    auto request = co_await read_head();
    if (!request) {
        co_return false;
    }
    request->connection = number_;
    request->arrived = std::chrono::steady_clock::now();
    body_left_ = content_length(*request);
    if (!service_.how.answer_before_body) {
        const bool whole = co_await read_body(request->body);
        if (!whole) {
            co_return false;
        }
    }
    request_ = service_.log.request_arrived(*request);
    request->number = request_;
    auto steps = service_.answer(*request);
    const bool goes_on = co_await play(std::move(steps));
    if (!goes_on) {
        co_return false;
    }
    co_return co_await play(step::read_body{});
}

asio::awaitable<std::optional<received_request>> fault_connection::read_head() {
    std::size_t searched = 0;
    while (true) {
        const auto end = received_.find("\r\n\r\n", searched);
        if (end != std::string::npos) {
            auto request = parse_head(std::string_view{received_}.substr(0, end));
            received_.erase(0, end + 4);
            co_return request;
        }
        if (client_closed_) {
            co_return std::nullopt;
        }
        searched = received_.size() < 3 ? 0 : received_.size() - 3;
        co_await sleep(never);
    }
}

asio::awaitable<bool> fault_connection::read_body(std::string& body) {
    while (received_.size() < body_left_) {
        if (client_closed_) {
            co_return false;
        }
        co_await sleep(never);
    }
    body = received_.substr(0, body_left_);
    received_.erase(0, body_left_);
    body_left_ = 0;
    co_return true;
}

void fault_connection::start_receiving() {
    if (!std::exchange(receiving_, true)) {
        // The coroutine holds the object that it runs on.
        auto run = [](std::shared_ptr<fault_connection> self) -> asio::awaitable<void> { co_await self->receive(); };
        asio::co_spawn(stream_.get_executor(), run(shared_from_this()), [](const std::exception_ptr& failure) {
            if (failure) {
                std::rethrow_exception(failure);
            }
        });
    }
}

asio::awaitable<void> fault_connection::receive() {
    while (!client_closed_) {
        const auto bytes = co_await stream_.read();
        received_ += bytes;
        client_closed_ = bytes.empty();
        signal_.cancel();
    }
}

asio::awaitable<void> fault_connection::sleep(time_point until) {
    boost::system::error_code woken;
    signal_.expires_at(until);
    co_await signal_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

asio::awaitable<void> fault_connection::pause(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (!client_closed_ && std::chrono::steady_clock::now() < until) {
        co_await sleep(until);
    }
}

asio::awaitable<bool> fault_connection::play(script steps) {
    for (auto& step : steps) {
        auto playing = std::visit([this](auto& what) { return play(std::move(what)); }, step);
        const bool goes_on = co_await std::move(playing);
        if (!goes_on) {
            co_return false;
        }
    }
    co_return true;
}

asio::awaitable<bool> fault_connection::play(step::send what) {
    co_return co_await stream_.write(what.bytes);
}

asio::awaitable<bool> fault_connection::play(step::drip what) {
    for (std::size_t sent = 0; sent < what.bytes.size(); sent += what.piece) {
        if (sent > 0) {
            co_await pause(what.pause);
        }
        const bool taken = co_await stream_.write(std::string_view{what.bytes}.substr(sent, what.piece));
        if (!taken || client_closed_) {
            co_return false;
        }
    }
    co_return true;
}

asio::awaitable<bool> fault_connection::play(step::send_endlessly what) {
    bool taken = true;
    while (taken) {
        taken = co_await stream_.write(what.bytes);
    }
    co_return false;
}

asio::awaitable<bool> fault_connection::play(step::pause what) {
    co_await pause(what.time);
    co_return !client_closed_;
}

asio::awaitable<bool> fault_connection::play(step::wait_for what) {
    const auto open = std::make_shared<bool>(false);
    what.what->when_open([open, executor = stream_.get_executor(), weak = weak_from_this()] {
        // While somebody holds the connection its io_context lives too.
        if (const auto self = weak.lock()) {
            asio::post(executor, [open, self] {
                *open = true;
                self->signal_.cancel();
            });
        }
    });
    while (!*open && !client_closed_) {
        co_await sleep(never);
    }
    co_return *open;
}

asio::awaitable<bool> fault_connection::play(step::stall) {
    start_receiving();
    while (!client_closed_) {
        co_await sleep(never);
    }
    co_return false;
}

asio::awaitable<bool> fault_connection::play(step::read_body) {
    if (body_left_ == 0) {
        co_return true;
    }
    std::string body;
    const bool whole = co_await read_body(body);
    if (whole) {
        service_.log.body_arrived(request_, std::move(body));
    }
    co_return whole;
}

asio::awaitable<bool> fault_connection::play(step::half_close) {
    co_await stream_.end_writing();
    co_return co_await play(step::stall{});
}

asio::awaitable<bool> fault_connection::play(step::close) {
    co_await stream_.end_writing();
    co_return false;
}

asio::awaitable<bool> fault_connection::play(step::cut) {
    co_return false;
}

asio::awaitable<bool> fault_connection::play(step::reset) {
    stream_.close(true);
    co_return false;
}

asio::awaitable<bool> fault_connection::play(step::send_bare what) {
    co_return co_await stream_.write_bare(what.bytes);
}

asio::awaitable<bool> fault_connection::play(step::alert) {
    co_return co_await stream_.alert();
}

asio::awaitable<bool> fault_connection::play(step::renegotiate) {
    co_return stream_.renegotiate();
}

}  // namespace trawl::test
