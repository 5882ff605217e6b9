#include "http/auth_basic.hpp"

#include "http/base64.hpp"

namespace trawl::http {

std::string basic_authorization(std::string_view username, std::string_view password) {
    std::string pair(username);
    pair += ':';
    pair += password;
    return "Basic " + base64(pair);
}

}  // namespace trawl::http
