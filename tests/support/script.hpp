#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace trawl::test {

/// Something that a script waits for and a test opens.
///
/// Threads     Every call from any thread. Must not be opened while a server that waits for it is being destroyed.
class gate {
public:
    void open();

    /// Calls at once if it is open, else from the thread that opens it.
    void when_open(std::function<void()> call);

private:
    std::mutex mutex_;
    bool open_ = false;
    std::vector<std::function<void()>> calls_;
};

namespace step {

struct send {
    std::string bytes;
};
/// Sends in pieces of this size with pauses between them.
struct drip {
    std::string bytes;
    std::size_t piece = 1;
    std::chrono::milliseconds pause{1};
};
/// Sends the same bytes for ever, as fast as the client reads.
struct send_endlessly {
    std::string bytes;
};
struct pause {
    std::chrono::milliseconds time;
};
struct wait_for {
    std::shared_ptr<gate> what;
};
/// Does nothing until the client closes.
struct stall {};
/// Reads the request's body; for servers with `answer_before_body`.
struct read_body {};
/// No more will be sent (TLS: close_notify first), but the connection stays open until the client closes it.
struct half_close {};
/// TLS: close_notify first.
struct close {};
/// TLS: without close_notify. Else as `close`.
struct cut {};
/// Closes with RST.
struct reset {};
/// TLS: these bytes as they are, between its records. Else as `send`.
struct send_bare {
    std::string bytes;
};
/// TLS: a fatal alert.
struct alert {};
/// TLS 1.2: asks for a new handshake, with what is sent next.
struct renegotiate {};

}  // namespace step

using step_variant = std::variant<step::send, step::drip, step::send_endlessly, step::pause, step::wait_for,
                                  step::stall, step::read_body, step::half_close, step::close, step::cut, step::reset,
                                  step::send_bare, step::alert, step::renegotiate>;

/// What the server does in answer to one request. If it ends without closing, the next request is read from the same
/// connection.
using script = std::vector<step_variant>;

/// One script after the other.
[[nodiscard]] script operator+(script first, const script& second);

}  // namespace trawl::test
