#include "support/fault_log.hpp"

#include <algorithm>
#include <utility>

namespace trawl::test {

std::size_t fault_log::connection_opened() {
    const std::lock_guard lock{mutex_};
    ++counts_.connections;
    ++counts_.open;
    counts_.most_open = std::max(counts_.most_open, counts_.open);
    changed_.notify_all();
    return counts_.connections;
}

void fault_log::connection_closed() {
    const std::lock_guard lock{mutex_};
    --counts_.open;
    changed_.notify_all();
}

void fault_log::handshake_done(tls_connection what) {
    const std::lock_guard lock{mutex_};
    handshakes_.push_back(std::move(what));
}

std::size_t fault_log::request_arrived(received_request what) {
    const std::lock_guard lock{mutex_};
    what.number = requests_.size() + 1;
    requests_.push_back(std::move(what));
    changed_.notify_all();
    return requests_.size();
}

void fault_log::body_arrived(std::size_t number, std::string body) {
    const std::lock_guard lock{mutex_};
    requests_[number - 1].body = std::move(body);
}

fault_log::counts fault_log::count() const {
    const std::lock_guard lock{mutex_};
    return counts_;
}

std::vector<received_request> fault_log::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

std::size_t fault_log::request_count() const {
    const std::lock_guard lock{mutex_};
    return requests_.size();
}

std::vector<tls_connection> fault_log::handshakes() const {
    const std::lock_guard lock{mutex_};
    return handshakes_;
}

}  // namespace trawl::test
