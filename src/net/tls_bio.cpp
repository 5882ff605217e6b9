#include "net/tls_bio.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/error.hpp>

#include "net/tls_stream.hpp"

namespace trawl::net {
namespace {

// Enough for a Finished; with certificates of the client's the flight goes by itself.
constexpr std::size_t most_held = 256;

bool would_block(int code) {
    return code == EAGAIN || code == EWOULDBLOCK;
}

/// Takes away what is in OpenSSL's queue of errors, and puts it back: for steps of one stream amid those of another.
class errors_aside {
public:
    errors_aside() noexcept {
        while (count_ < codes_.size() && (codes_[count_] = ERR_get_error()) != 0) {
            ++count_;
        }
    }
    errors_aside(const errors_aside&) = delete;
    errors_aside& operator=(const errors_aside&) = delete;
    ~errors_aside() {
        for (std::size_t i = 0; i < count_; ++i) {
            ERR_new();
            ERR_set_error(ERR_GET_LIB(codes_[i]), ERR_GET_REASON(codes_[i]), nullptr);
        }
    }

private:
    std::array<unsigned long, 16> codes_{};  // as many as OpenSSL keeps
    std::size_t count_ = 0;
};

/// Whether the client's last flight of a handshake is being written. Under TLS 1.3 nobody answers it: it can go with what
/// follows. Before, the server's own Finished follows it.
bool ends_handshake(const SSL* ssl) {
    return SSL_get_state(ssl) == TLS_ST_CW_FINISHED && SSL_version(ssl) == TLS1_3_VERSION;
}

}  // namespace

struct tls_bio::callbacks {
    static tls_bio& of(BIO* bio) { return *static_cast<tls_bio*>(BIO_get_data(bio)); }

    static int read(BIO* bio, char* into, int size) { return of(bio).read(bio, into, static_cast<std::size_t>(size)); }

    static int write(BIO* bio, const char* from, int size) {
        return of(bio).write(bio, {from, static_cast<std::size_t>(size)});
    }

    static long control(BIO* bio, int what, long, void*) {
        if (what == BIO_CTRL_EOF) {
            return of(bio).ended_ ? 1 : 0;
        }
        return what == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static const BIO_METHOD* method() {
        static const BIO_METHOD* const made = [] {
            BIO_METHOD* const one = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "trawl socket");
            BIO_meth_set_read(one, &read);
            BIO_meth_set_write(one, &write);
            BIO_meth_set_ctrl(one, &control);
            return one;
        }();
        return made;
    }
};

tls_bio::tls_bio(int socket, std::unique_ptr<tls_stream> outer) : socket_(socket), outer_(std::move(outer)) {
}

tls_bio::~tls_bio() = default;

void tls_bio::attach(ssl_st* ssl) {
    BIO* const bio = BIO_new(callbacks::method());
    if (bio == nullptr) {
        throw std::bad_alloc();
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    ssl_ = ssl;
}

void tls_bio::start() noexcept {
    error_.clear();
    ended_ = false;
}

bool tls_bio::is_silent() const noexcept {
    char byte = 0;
    return !outer_ && ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && would_block(errno);
}

int tls_bio::read(bio_st* bio, char* into, std::size_t size) noexcept {
    if (outer_) {
        const errors_aside ours;
        return finish(bio, outer_->read({into, size}));
    }
    if (!held_.empty() && write(bio, {}) < 0) {
        return -1;
    }
    return finish(bio, ::recv(socket_, into, size, MSG_DONTWAIT), BIO_FLAGS_READ);
}

int tls_bio::write(bio_st* bio, std::string_view what) noexcept {
    if (outer_) {
        const errors_aside ours;
        return finish(bio, outer_->write({what.data(), what.size()}));
    }
    if (ends_handshake(ssl_) && held_.size() + what.size() <= most_held) {
        held_ += what;
        BIO_clear_retry_flags(bio);
        return static_cast<int>(what.size());
    }
    return finish(bio, send(what), BIO_FLAGS_WRITE);
}

std::ptrdiff_t tls_bio::send(std::string_view what) noexcept {
    constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    if (held_.empty()) {
        return ::send(socket_, what.data(), what.size(), flags);
    }
    std::array<iovec, 2> parts{iovec{held_.data(), held_.size()},
                               iovec{const_cast<char*>(what.data()), what.size()}};  // sendmsg does not write to it
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = what.empty() ? 1 : 2;
    const std::ptrdiff_t sent = ::sendmsg(socket_, &message, flags);
    if (sent < 0) {
        return sent;
    }
    const std::size_t of_held = std::min(static_cast<std::size_t>(sent), held_.size());
    held_.erase(0, of_held);
    if (!held_.empty() || (sent == static_cast<std::ptrdiff_t>(of_held) && !what.empty())) {
        errno = EAGAIN;
        return -1;
    }
    return sent - static_cast<std::ptrdiff_t>(of_held);
}

int tls_bio::finish(bio_st* bio, std::ptrdiff_t moved, int direction) noexcept {
    BIO_clear_retry_flags(bio);
    if (moved >= 0) {
        ended_ = ended_ || (moved == 0 && direction == BIO_FLAGS_READ);
    } else if (would_block(errno) || errno == EINTR) {
        BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY);
    } else if (!error_) {
        error_.assign(errno, boost::system::system_category());
    }
    return static_cast<int>(moved);
}

int tls_bio::finish(bio_st* bio, const io_step& step) noexcept {
    BIO_clear_retry_flags(bio);
    if (step.wants != io_step::want::nothing) {
        const int direction = step.wants == io_step::want::read ? BIO_FLAGS_READ : BIO_FLAGS_WRITE;
        BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY);
        return -1;
    }
    if (step.error == boost::asio::error::eof) {
        ended_ = true;
        return 0;
    }
    if (step.error) {
        if (!error_) {
            error_ = step.error;
        }
        return -1;
    }
    return static_cast<int>(step.size);
}

}  // namespace trawl::net
