// Preloaded: hosts of the tests' own. Looking up "slow.test", or a name below it, takes a minute; names below "live.test" are
// 127.0.0.1, those below "dead.test" 127.0.0.2, and those below "no.test" do not exist. All others go to the C library.
#include <dlfcn.h>
#include <netdb.h>

#include <chrono>
#include <string_view>
#include <thread>

namespace {

bool is_below(std::string_view name, std::string_view domain) {
    return name.ends_with(domain) && (name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.');
}

}  // namespace

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
    const std::string_view name = node == nullptr ? "" : node;
    if (is_below(name, "slow.test")) {
        std::this_thread::sleep_for(std::chrono::minutes{1});
        return EAI_AGAIN;
    }
    if (is_below(name, "no.test")) {
        return EAI_NONAME;
    }
    const char* asked = is_below(name, "live.test") ? "127.0.0.1" : is_below(name, "dead.test") ? "127.0.0.2" : node;
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(asked, service, hints, result);
}
