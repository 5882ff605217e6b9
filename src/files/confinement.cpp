#include "files/confinement.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <utility>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace trawl::files {

namespace {

using boost::system::error_code;
using boost::system::result;

constexpr std::uint64_t access_truncate = std::uint64_t{1} << 14U;  // later than the headers of Debian 12

constexpr std::uint64_t to_file = LANDLOCK_ACCESS_FS_WRITE_FILE | access_truncate;
constexpr std::uint64_t to_files = to_file | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr std::uint64_t to_tree = to_files | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REFER;
constexpr std::uint64_t never = LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

std::atomic<bool> is_confined = false;

// No library of Debian 12 has these calls, nor has its C library.
long create_ruleset(const landlock_ruleset_attr* about, std::size_t size, std::uint32_t flags) noexcept {
    return ::syscall(SYS_landlock_create_ruleset, about, size, flags);
}

// No newer kernel takes any of it away.
std::uint64_t rights_known_to(long version) noexcept {
    const std::uint64_t all = to_tree | never | LANDLOCK_ACCESS_FS_EXECUTE;
    return version < 3 ? all & ~access_truncate : all;
}

std::uint64_t rights_of(may_write what) noexcept {
    switch (what) {
        case may_write::file:
            return to_file;
        case may_write::files:
            return to_files;
        case may_write::tree:
            return to_tree;
    }
    return 0;
}

bool may_write_by_its_mode(const std::string& path) {
    const auto is_allowed = [](const std::string& place, int how) {
        return ::faccessat(AT_FDCWD, place.c_str(), how, AT_EACCESS) == 0;  // asks the file system only
    };
    struct stat about {};
    const bool is_there = ::stat(path.c_str(), &about) == 0;
    if (is_there && !S_ISREG(about.st_mode)) {
        return is_allowed(path, W_OK);
    }
    const auto slash = path.rfind('/');
    const std::string above = slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    return (!is_there || is_allowed(path, W_OK)) && is_allowed(above, W_OK | X_OK);
}

}  // namespace

result<confinement> confinement::begin(bool may_execute) {
    const long version = create_ruleset(nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 0) {
        return last_error();
    }
    if (version < 2) {
        return error_code(EPROTONOSUPPORT, boost::system::system_category());
    }
    const std::uint64_t known = rights_known_to(version);
    landlock_ruleset_attr about{};
    about.handled_access_fs = may_execute ? known & ~std::uint64_t{LANDLOCK_ACCESS_FS_EXECUTE} : known;
    descriptor ruleset(static_cast<int>(create_ruleset(&about, sizeof about.handled_access_fs, 0)));
    if (!ruleset.is_open()) {
        return last_error();
    }
    return confinement(std::move(ruleset), known);
}

error_code confinement::allow(int place, may_write what) const noexcept {
    landlock_path_beneath_attr rule{};
    rule.allowed_access = rights_of(what) & known_;
    rule.parent_fd = place;
    const long done = ::syscall(SYS_landlock_add_rule, ruleset_.fd(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    return done == 0 ? error_code() : last_error();
}

error_code confinement::enforce() const noexcept {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::syscall(SYS_landlock_restrict_self, ruleset_.fd(), 0) != 0) {
        return last_error();
    }
    is_confined = true;
    return {};
}

std::string why_not_written(const std::string& path, const error_code& why) {
    const bool is_ours = is_confined && why == boost::system::errc::permission_denied && may_write_by_its_mode(path);
    return why.message() +
           (is_ours ? " by the sandbox, which no option gave this place; --sandbox off goes without it" : "");
}

}  // namespace trawl::files
