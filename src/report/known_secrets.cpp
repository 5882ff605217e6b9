#include "report/known_secrets.hpp"

#include <utility>

namespace trawl::report {

known_secrets::known_secrets(redactor given) : known_(std::move(given)) {
}

bool known_secrets::learn(const std::string& secret) {
    const std::lock_guard guard(guard_);
    return known_.add(secret);
}

bool known_secrets::is_empty() const {
    const std::lock_guard guard(guard_);
    return known_.is_empty();
}

std::string known_secrets::operator()(std::string_view text) const {
    const std::lock_guard guard(guard_);
    return known_(text);
}

void known_secrets::use(const std::function<void(const redactor& known)>& use) const {
    const std::lock_guard guard(guard_);
    use(known_);
}

}  // namespace trawl::report
