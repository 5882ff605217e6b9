#include "support/fault_server.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "support/fault_connection.hpp"
#include "support/replies.hpp"

namespace trawl::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr int backlog = 4096;

bool same_name(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

void rethrow(const std::exception_ptr& failure) {
    if (failure) {
        std::rethrow_exception(failure);
    }
}

fault_server::handler in_turn(std::vector<script> answers) {
    if (answers.empty()) {
        throw std::invalid_argument{"no script"};
    }
    return [answers = std::move(answers), next = std::size_t{0}](const received_request&) mutable {
        return answers[std::min(next++, answers.size() - 1)];
    };
}

}  // namespace

std::string received_request::field(std::string_view name) const {
    const auto found = std::ranges::find_if(fields, [&](const auto& field) { return same_name(field.first, name); });
    return found == fields.end() ? std::string{} : found->second;
}

std::size_t received_request::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields, [&](const auto& field) { return same_name(field.first, name); }));
}

class fault_server::impl {
public:
    impl(handler answer, options how) : otherwise_(std::move(answer)) {
        service_.how = std::move(how);
        service_.answer = [this](const received_request& request) { return find_answer(request); };
        if (service_.how.certificate) {
            service_.tls = std::make_unique<server_tls>(service_.how);
        }
        listen(tcp::endpoint{asio::ip::address_v4::loopback(), 0});
        // The port of the one family may be taken in the other.
        while (service_.how.ipv6 && !listen(tcp::endpoint{asio::ip::address_v6::loopback(), port_})) {
            acceptors_.clear();
            listen(tcp::endpoint{asio::ip::address_v4::loopback(), 0});
        }
        if (!service_.how.is_closed_at_first) {
            start_accepting();
        }
        thread_ = std::thread{[this] { context_.run(); }};
    }

    ~impl() {
        context_.stop();
        thread_.join();
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void on(std::string path, handler answer) {
        const std::lock_guard lock{routes_mutex_};
        routes_[std::move(path)] = std::make_shared<handler>(std::move(answer));
    }

    void open() {
        asio::post(context_, [this] {
            acceptors_.front().listen(backlog);
            start_accepting();
        });
    }

    void drop_connections(bool with_reset) {
        asio::post(context_, [this, with_reset] {
            for (const auto& weak : connections_) {
                if (const auto connection = weak.lock()) {
                    connection->close(with_reset);
                }
            }
        });
    }

    [[nodiscard]] const fault_log& log() const { return service_.log; }
    [[nodiscard]] bool has_tls() const { return service_.tls != nullptr; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    /// False if the port is taken.
    bool listen(const tcp::endpoint& where) {
        auto& acceptor = acceptors_.emplace_back(context_, where.protocol());
        // Others could take a port that is shared while nobody listens there.
        acceptor.set_option(asio::socket_base::reuse_address{!service_.how.is_closed_at_first});
        if (where.protocol() == tcp::v6()) {
            acceptor.set_option(asio::ip::v6_only{true});
        }
        boost::system::error_code failure;
        acceptor.bind(where, failure);
        if (failure == asio::error::address_in_use) {
            return false;
        }
        if (failure) {
            throw boost::system::system_error{failure, "bind"};
        }
        if (!service_.how.is_closed_at_first) {
            acceptor.listen(backlog);
        }
        port_ = acceptor.local_endpoint().port();
        return true;
    }

    void start_accepting() {
        for (auto& acceptor : acceptors_) {
            asio::co_spawn(context_, accept(acceptor), rethrow);
        }
    }

    asio::awaitable<void> accept(tcp::acceptor& acceptor) {
        while (true) {
            boost::system::error_code failure;
            auto socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failure));
            if (failure) {
                continue;
            }
            auto connection = std::make_shared<fault_connection>(std::move(socket), service_);
            std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
            connections_.push_back(connection);
            asio::co_spawn(context_, serve(std::move(connection)), rethrow);
        }
    }

    static asio::awaitable<void> serve(std::shared_ptr<fault_connection> connection) { co_await connection->serve(); }

    script find_answer(const received_request& request) {
        std::shared_ptr<handler> found;
        {
            const std::lock_guard lock{routes_mutex_};
            const auto route = routes_.find(request.target.substr(0, request.target.find('?')));
            if (route != routes_.end()) {
                found = route->second;
            }
        }
        return found ? (*found)(request) : otherwise_(request);
    }

    std::mutex routes_mutex_;
    std::map<std::string, std::shared_ptr<handler>> routes_;
    handler otherwise_;
    fault_service service_;
    std::uint16_t port_ = 0;
    std::vector<std::weak_ptr<fault_connection>> connections_;
    // Its destructor ends the coroutines, which use what stands above.
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> until_stopped_{context_.get_executor()};
    std::list<tcp::acceptor> acceptors_;
    std::thread thread_;
};

fault_server::fault_server(options how)
    : fault_server([](const received_request&) { return reply::status(404, {}, "not here"); }, std::move(how)) {
}

fault_server::fault_server(handler answer, options how)
    : impl_(std::make_unique<impl>(std::move(answer), std::move(how))) {
}

fault_server::~fault_server() = default;

void fault_server::on(std::string path, script answer) {
    impl_->on(std::move(path), [answer = std::move(answer)](const received_request&) { return answer; });
}

void fault_server::on(std::string path, std::vector<script> answers) {
    impl_->on(std::move(path), in_turn(std::move(answers)));
}

void fault_server::on(std::string path, handler answer) {
    impl_->on(std::move(path), std::move(answer));
}

void fault_server::open() {
    impl_->open();
}

std::uint16_t fault_server::port() const {
    return impl_->port();
}

std::string fault_server::url(std::string_view path, std::string_view host) const {
    return (impl_->has_tls() ? "https://" : "http://") + std::string{host} + ':' + std::to_string(port()) +
           std::string{path};
}

std::size_t fault_server::connections() const {
    return impl_->log().count().connections;
}

std::size_t fault_server::open_connections() const {
    return impl_->log().count().open;
}

std::size_t fault_server::most_open_connections() const {
    return impl_->log().count().most_open;
}

std::size_t fault_server::requests() const {
    return impl_->log().request_count();
}

std::vector<received_request> fault_server::log() const {
    return impl_->log().requests();
}

std::vector<tls_connection> fault_server::tls_log() const {
    return impl_->log().handshakes();
}

bool fault_server::wait_for_requests(std::size_t count, std::chrono::milliseconds limit) const {
    return impl_->log().wait(limit, [&](const auto&, std::size_t requests) { return requests >= count; });
}

bool fault_server::wait_for_connections(std::size_t count, std::chrono::milliseconds limit) const {
    return impl_->log().wait(limit, [&](const auto& now, std::size_t) { return now.connections >= count; });
}

bool fault_server::wait_for_open_connections(std::size_t at_most, std::chrono::milliseconds limit) const {
    return impl_->log().wait(limit, [&](const auto& now, std::size_t) { return now.open <= at_most; });
}

void fault_server::drop_connections(bool with_reset) {
    impl_->drop_connections(with_reset);
}

}  // namespace trawl::test
