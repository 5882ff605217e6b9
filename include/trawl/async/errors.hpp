#pragma once

#include <type_traits>

#include <boost/system/error_code.hpp>

namespace trawl::async {

/// What the operations of this library report besides the errors of the system.
enum class async_errc {
    timed_out = 1,  ///< the limit passed and the operation was ended
    closed          ///< the queue takes nothing more
};

[[nodiscard]] const boost::system::error_category& async_category() noexcept;

[[nodiscard]] boost::system::error_code make_error_code(async_errc code) noexcept;

}  // namespace trawl::async

template <>
struct boost::system::is_error_code_enum<trawl::async::async_errc> : std::true_type {};
