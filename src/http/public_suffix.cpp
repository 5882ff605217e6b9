#include "http/public_suffix.hpp"

#include <string>

#include <libpsl.h>

namespace trawl::http {

struct public_suffixes::list {
    list() = default;
    ~list() { psl_free(loaded); }
    list(const list&) = delete;
    list& operator=(const list&) = delete;

    psl_ctx_t* loaded = psl_latest(nullptr);
};

public_suffixes::public_suffixes() : list_(std::make_unique<list>()) {
}

public_suffixes::~public_suffixes() = default;

bool public_suffixes::contains(std::string_view domain) const {
    const std::string name{domain.substr(0, domain.size() - (domain.ends_with('.') ? 1 : 0))};
    return list_->loaded == nullptr || psl_is_public_suffix(list_->loaded, name.c_str()) != 0;
}

}  // namespace trawl::http
