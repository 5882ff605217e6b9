#include "batch/failed_list.hpp"

namespace trawl::batch {

class failed_list::impl {};

failed_list::failed_list(const std::string&) {
}

failed_list::~failed_list() = default;

void failed_list::succeeded(std::uint64_t) {
}

void failed_list::failed(std::uint64_t, std::string_view) {
}

boost::system::error_code failed_list::finish() {
    return {};
}

}  // namespace trawl::batch
