#include <cstdlib>

#include "app/given_file.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

namespace {

// The option's value, else the environment's.
std::string given_secret(const char* option, const std::string& given, const char* variable) try {
    return read_secret(given.empty() ? environment_text(variable) : given);
} catch (const bad_value& failed) {
    throw option_error(given.empty() ? variable : option, failed.what());
}

void refuse_control_characters(const char* option, const std::string& text) {
    if (!http::is_field_value(text)) {
        throw option_error(option, "it holds a control character");
    }
}

void finish_login(run_draft& draft) {
    auto& into = draft.result.credentials;
    into.allow_basic = draft.auth == "any";
    const std::string token = given_secret("--bearer", draft.bearer, "TRAWL_BEARER");
    const std::string user = given_secret("--user", draft.user, "TRAWL_USER");
    refuse_control_characters("--bearer", token);
    refuse_control_characters("--user", user);
    if (!draft.bearer.empty() && !draft.user.empty()) {
        throw option_error("--bearer", "does not go with --user");
    }
    if (draft.bearer.empty() && draft.user.empty() && !token.empty() && !user.empty()) {
        throw option_error("TRAWL_BEARER", "does not go with TRAWL_USER");
    }
    http::credentials login;
    login.allow_basic = into.allow_basic;
    if (!token.empty() && draft.user.empty()) {
        login.token = token;
        into.login = std::move(login);
    } else if (!user.empty()) {
        const auto colon = user.find(':');
        if (colon == std::string::npos) {
            throw option_error(draft.user.empty() ? "TRAWL_USER" : "--user",
                               "needs NAME:PASSWORD; an empty password is NAME:");
        }
        login.username = user.substr(0, colon);
        login.password = user.substr(colon + 1);
        into.login = std::move(login);
    }
}

void finish_netrc(run_draft& draft) {
    auto& path = draft.result.credentials.netrc_file;
    if (!draft.netrc || !path.empty()) {
        return;
    }
    path = environment_text("NETRC");
    if (path.empty()) {
        const std::string home = environment_text("HOME");
        if (home.empty()) {
            throw option_error("--netrc", "HOME is not set; --netrc-file names the file");
        }
        path = home + "/.netrc";
    }
}

}  // namespace

void add_credential_options(option_set& to, run_draft& draft) {
    auto& into = draft.result.credentials;
    to.group("Credentials");
    to.text(
        {"-u,--user", "NAME:PASSWORD", "Log in with it, '@FILE' takes it from a file, $TRAWL_USER stands in for it"},
        draft.user);
    to.text({"--bearer", "TOKEN", "Log in with a token, '@FILE' takes it from a file, $TRAWL_BEARER stands in for it"},
            draft.bearer);
    to.choice({"--auth", "SCHEME", "any, or digest: the password itself is never sent"}, draft.auth, {"any", "digest"});
    to.flag({"-n,--netrc", "", "Log in with what $NETRC or ~/.netrc has for the host"}, draft.netrc);
    to.text({"--netrc-file", "FILE", "The same with another file"}, into.netrc_file);
    to.flag({"--cookies", "", "Keep cookies during the run and send them back"}, draft.cookies);
    to.text({"--load-cookies", "FILE", "Start with the cookies of a Netscape cookie file"}, into.load_cookies);
    to.text({"--save-cookies", "FILE", "Write the cookies there at the end"}, into.save_cookies);
}

void finish_credential_options(run_draft& draft) {
    finish_login(draft);
    finish_netrc(draft);
    const auto& given = draft.result.credentials;
    if (draft.cookies || !given.load_cookies.empty() || !given.save_cookies.empty()) {
        draft.result.session.cookies = std::make_shared<http::cookie_jar>();
    }
}

}  // namespace trawl::app
