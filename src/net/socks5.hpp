#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "net/route.hpp"
#include "trawl/http/error.hpp"

namespace trawl::net {

/// What is said to a SOCKS5 proxy (RFC 1928, RFC 1929) until it has connected us, without any I/O: send what `output`
/// gives, read as many bytes as `wanted` says, hand them to `take`; and again, until `wanted` is 0.
///
///     out  methods            in  the method chosen
///     out  name, password     in  whether they are right       (if it chose them)
///     out  the target         in  whether it is connected, and from which address
class socks5 {
public:
    /// What cannot be said at all. A name or password of over 255 bytes does not fit in, nor does a host's: it is never
    /// cut, nor looked up here in place of there.
    [[nodiscard]] static http::result<void> check(const host_port& to, std::string_view username,
                                                  std::string_view password);

    /// The host goes as an address if it is one, else as a name. Requires that `check` holds.
    socks5(const host_port& to, std::string_view username, std::string_view password);

    /// Empty where the next thing is theirs to say.
    [[nodiscard]] std::string output();
    [[nodiscard]] std::size_t wanted() const noexcept { return wanted_; }

    /// Requires `wanted` bytes.
    ///
    /// Errors      `proxy`, phase `proxy`. The cause is set where it could not reach the target: ECONNREFUSED,
    ///             EHOSTUNREACH, ENETUNREACH, EAFNOSUPPORT ...
    [[nodiscard]] http::result<void> take(std::string_view bytes);

private:
    enum class state { method, login, reply, address_type, bound_name, bound };

    [[nodiscard]] http::result<void> take_method(std::string_view bytes);
    [[nodiscard]] http::result<void> take_reply(std::string_view bytes);
    [[nodiscard]] http::result<void> take_address_type(char type);
    void ask();

    state state_ = state::method;
    std::size_t wanted_ = 2;
    std::string output_;
    std::string login_;  // empty: none
    std::string request_;
};

}  // namespace trawl::net
