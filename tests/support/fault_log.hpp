#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "support/fault_server.hpp"

namespace trawl::test {

/// What a server has seen. Threads: every call from any thread.
class fault_log {
public:
    struct counts {
        std::size_t connections = 0;
        std::size_t open = 0;
        std::size_t most_open = 0;
    };

    /// The number of the new connection.
    std::size_t connection_opened();
    void connection_closed();
    void handshake_done(tls_connection what);
    /// Gives the request its number, which it returns.
    std::size_t request_arrived(received_request what);
    void body_arrived(std::size_t number, std::string body);

    [[nodiscard]] counts count() const;
    [[nodiscard]] std::vector<received_request> requests() const;
    [[nodiscard]] std::size_t request_count() const;
    [[nodiscard]] std::vector<tls_connection> handshakes() const;

    /// Waits until `holds`, called with the lock held, is true.
    template <class Condition>
    [[nodiscard]] bool wait(std::chrono::milliseconds limit, Condition holds) const {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, limit, [&] { return holds(counts_, requests_.size()); });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    counts counts_;
    std::vector<received_request> requests_;
    std::vector<tls_connection> handshakes_;
};

}  // namespace trawl::test
