#include "net/openssl_error.hpp"

#include <openssl/err.h>

#include "net/errors.hpp"

namespace trawl::net {

boost::system::error_code take_openssl_error() noexcept {
    const unsigned long first = ERR_get_error();
    ERR_clear_error();
    if (ERR_SYSTEM_ERROR(first)) {
        return {ERR_GET_REASON(first), boost::system::system_category()};
    }
    return {static_cast<int>(first), tls_category()};
}

}  // namespace trawl::net
