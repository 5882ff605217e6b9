#include "app/logins.hpp"

#include <memory>
#include <utility>

#include <sys/stat.h>

#include "app/given_file.hpp"
#include "app/option_set.hpp"
#include "base/log.hpp"
#include "http/netrc.hpp"
#include "url/percent.hpp"

namespace trawl::app {

namespace {

void warn_if_others_can_read(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) == 0 && (found.st_mode & (S_IRGRP | S_IROTH)) != 0) {
        base::log(base::log_level::warn, path + " holds passwords, and others can read it: chmod 600 " + path);
    }
}

http::netrc read_netrc(const std::string& path) {
    auto found = http::netrc::parse(read_given_file(path));
    if (!found) {
        throw bad_value(path + ":" + std::to_string(found.error().line) + ": " + found.error().reason);
    }
    warn_if_others_can_read(path);
    return *std::move(found);
}

http::credentials password_login(std::string username, std::string password, bool allow_basic) {
    http::credentials login;
    login.username = std::move(username);
    login.password = std::move(password);
    login.allow_basic = allow_basic;
    return login;
}

class chooser {
public:
    explicit chooser(const credential_options& given) : login_(given.login), allow_basic_(given.allow_basic) {
        if (!given.netrc_file.empty()) {
            netrc_ = std::make_shared<const http::netrc>(read_netrc(given.netrc_file));
        }
    }

    [[nodiscard]] std::optional<http::credentials> operator()(const http::url& where) const {
        const std::string username = http::percent_decoded(where.username());
        if (!where.password().empty()) {
            return password_login(username, http::percent_decoded(where.password()), allow_basic_);
        }
        if (login_ && username.empty()) {
            return login_;
        }
        if (netrc_) {
            if (auto found = netrc_->find(where.host_name(), username)) {
                // An entry without a name is for whichever the URL has.
                const std::string& name = found->username.empty() ? username : found->username;
                return password_login(name, std::move(found->password), allow_basic_);
            }
        }
        return username.empty() ? login_ : password_login(username, {}, allow_basic_);
    }

private:
    std::optional<http::credentials> login_;
    bool allow_basic_;
    std::shared_ptr<const http::netrc> netrc_;
};

}  // namespace

login_chooser choose_logins(const credential_options& given) {
    if (!given.login && given.netrc_file.empty() && given.allow_basic) {
        return nullptr;
    }
    return chooser(given);
}

}  // namespace trawl::app
