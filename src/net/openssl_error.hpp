#pragma once

#include <boost/system/error_code.hpp>

namespace trawl::net {

/// The first failure in OpenSSL's queue of this thread, which is where the trouble began; empties the queue.
[[nodiscard]] boost::system::error_code take_openssl_error() noexcept;

}  // namespace trawl::net
