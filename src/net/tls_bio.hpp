#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

#include "net/transport.hpp"

struct bio_st;
struct ssl_st;

namespace trawl::net {

class tls_stream;

/// Where OpenSSL's records come from and go to: a non-blocking socket that it does not own, or another TLS stream on that
/// socket. OpenSSL's own BIO for sockets writes without MSG_NOSIGNAL, so that a peer that went away would kill the program,
/// and keeps errno to itself.
class tls_bio {
public:
    /// `outer` is null for the bare socket.
    tls_bio(int socket, std::unique_ptr<tls_stream> outer);
    ~tls_bio();
    tls_bio(const tls_bio&) = delete;
    tls_bio& operator=(const tls_bio&) = delete;

    /// Serves this one from now on. It must outlive `ssl`. Throws `std::bad_alloc`.
    void attach(ssl_st* ssl);

    /// Forgets what the step before met with.
    void start() noexcept;
    [[nodiscard]] bool ended() const noexcept { return ended_; }
    [[nodiscard]] boost::system::error_code error() const noexcept { return error_; }

    /// Whether there is nothing on the socket, and no end of it. False where only a read could tell.
    [[nodiscard]] bool is_silent() const noexcept;
    [[nodiscard]] tls_stream* outer() const noexcept { return outer_.get(); }

private:
    struct callbacks;

    int read(bio_st* bio, char* into, std::size_t size) noexcept;
    int write(bio_st* bio, std::string_view what) noexcept;
    /// What is held back, and this; as `::send`, of this alone.
    [[nodiscard]] std::ptrdiff_t send(std::string_view what) noexcept;
    int finish(bio_st* bio, std::ptrdiff_t moved, int direction) noexcept;
    int finish(bio_st* bio, const io_step& step) noexcept;

    int socket_;
    std::unique_ptr<tls_stream> outer_;
    ssl_st* ssl_ = nullptr;
    boost::system::error_code error_;
    bool ended_ = false;
    // The end of the handshake, to go in one write with the request.
    std::string held_;
};

}  // namespace trawl::net
