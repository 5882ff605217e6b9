#include "base/error_text.hpp"

#include <boost/system/system_error.hpp>

namespace trawl::base {

std::string error_text(const std::exception& failed) {
    const std::string text = failed.what();
    const bool has_code = dynamic_cast<const boost::system::system_error*>(&failed) != nullptr;
    return has_code ? text.substr(0, text.rfind(" [")) : text;
}

}  // namespace trawl::base
