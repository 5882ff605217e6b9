#include "trawl/version.hpp"

namespace trawl {

std::string_view version() noexcept {
    return TRAWL_VERSION;
}

}  // namespace trawl
