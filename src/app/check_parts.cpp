#include "app/check_parts.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "app/given_file.hpp"
#include "base/log.hpp"
#include "files/direct.hpp"
#include "url/percent.hpp"

namespace trawl::app {

namespace {

std::optional<std::string> environment_value(const std::string& name) {
    const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

constexpr std::size_t shortest_secret = 4;  // shorter ones stand everywhere

// A reply may repeat what it was asked with.
void add_logins(std::vector<std::string>& secrets, const check_options& options) {
    const auto add = [&secrets](std::string_view secret) {
        if (secret.size() >= shortest_secret) {
            secrets.emplace_back(secret);
        }
    };
    if (const auto& login = options.credentials.login) {
        add(login->password);
        add(login->token);
    }
    for (const char* const name : {"Authorization", "Proxy-Authorization", "Cookie"}) {
        for (const std::string_view value : options.fields.all(name)) {
            add(value.substr(value.find(' ') + 1));  // behind the scheme
            add(value);
        }
    }
}

check::suite load_suites(const std::vector<std::string>& paths, const check::suite_inputs& inputs) {
    check::suite all;
    std::string wrong;
    for (const auto& path : paths) {
        try {
            check::append(all, check::load_suite(path, inputs));
        } catch (const check::suite_error& failed) {
            wrong += (wrong.empty() ? "" : "\n") + std::string(failed.what());
        }
    }
    if (!wrong.empty()) {
        throw check::suite_error(wrong);
    }
    return all;
}

void add_warnings(std::vector<std::string>& warnings, const check_options& options, const check_plan& plan) {
    if (!options.input.suites.empty()) {
        const auto unused = check::warnings_about_unused(plan.all, options.suites, options.own);
        warnings.insert(warnings.end(), unused.begin(), unused.end());
    }
    for (const auto& url : options.input.urls) {
        std::error_code none;
        if (url.find("://") == url.npos && std::filesystem::is_regular_file(url, none)) {
            warnings.push_back("'" + url +
                               "' is taken for a URL, though there is a file of this name: -i FILE reads URLs of a "
                               "file, and a suite is called FILE.toml");
        }
    }
}

}  // namespace

std::string scratch_folder() {
    const std::string given = environment_text("TMPDIR");
    return given.empty() ? "/tmp" : given;
}

bool check_plan::has_secrets() const {
    return !secrets->is_empty() || std::ranges::any_of(all.entries, [](const auto& each) {
        return std::ranges::any_of(each->captures, &check::placed_capture::is_secret);
    });
}

check_plan make_check_plan(const check_options& options) {
    check::suite_inputs inputs = options.suites;
    inputs.environment = environment_value;
    check_plan plan;
    plan.all = load_suites(options.input.suites, inputs);
    plan.all.thresholds.insert(plan.all.thresholds.end(), options.thresholds.begin(), options.thresholds.end());
    auto& secrets = plan.all.secrets;
    if (options.input.has_list()) {
        plan.of_urls = check::entry_for_urls(options.method, inputs, secrets);
    }
    for (const auto& [name, value] : inputs.secrets) {
        secrets.push_back(value);
    }
    add_logins(secrets, options);
    plan.secrets = std::make_shared<report::known_secrets>(report::redactor(secrets));
    add_warnings(plan.all.warnings, options, plan);
    const bool is_one_suite = options.input.suites.size() == 1 && !options.input.has_list();
    plan.name = is_one_suite && !plan.all.name.empty() ? plan.all.name : "trawl check";
    return plan;
}

std::unique_ptr<batch::list_frontier> list_of_urls(async::executor loop, const check_options& options) {
    if (!options.input.has_list()) {
        return nullptr;
    }
    batch::list_settings settings;
    settings.urls = options.input.urls;
    if (!options.input.list.empty()) {
        settings.list = std::make_unique<batch::byte_source>(std::move(loop), options.input.list);
    }
    settings.format = options.input.format;
    settings.names_files = false;
    settings.method = options.method;
    return std::make_unique<batch::list_frontier>(std::move(settings));
}

check::frontier_settings check_frontier_settings(async::executor loop, const check_options& options,
                                                 const check_plan& plan) {
    check::frontier_settings settings;
    settings.entries = plan.all.entries;
    settings.urls = list_of_urls(std::move(loop), options);
    settings.of_urls = plan.of_urls;
    settings.list_name = files::own_descriptor(options.input.list) ? "" : options.input.list;
    settings.repeat = options.again.rounds;
    settings.repeat_for = options.again.time;
    settings.most_under_way = options.concurrency;
    return settings;
}

report::check_recorder::password_finder password_finder_of(const check_options& options, login_chooser logins) {
    if (options.credentials.netrc_file.empty()) {
        logins = nullptr;  // it is --user's: a secret already
    }
    return [logins = std::move(logins)](const http::url& asked) {
        const auto login = logins && asked.password().empty() ? logins(asked) : std::nullopt;
        std::string password = login ? login->password : http::percent_decoded(asked.password());
        return password.size() < shortest_secret ? std::string() : password;
    };
}

check::check_settings check_settings_of(const check_options& options, const check_plan& plan, login_chooser logins) {
    check::check_settings settings;
    settings.method = options.method;
    settings.fields = options.fields;
    settings.login = std::move(logins);
    settings.limits = options.session.timeouts;
    settings.keeps_cookies_apart = options.session.cookies == nullptr;
    settings.max_body = options.max_body.value_or(std::numeric_limits<std::uint64_t>::max());
    settings.min_speed = options.min_speed.value_or(0);
    settings.min_speed_time = options.min_speed_time;
    settings.retries = options.retries;
    settings.retries_assertions = options.again.retries_assertions;
    settings.on_secret = [secrets = plan.secrets](const std::string& name, const std::string& value) {
        const auto warning = check::warning_about_secret(name, value);
        if (secrets->learn(value) && warning) {
            base::log(base::log_level::warn, *warning);
        }
    };
    settings.wait_for = options.again.wait_for;
    settings.wait_every = options.again.wait_every;
    if (options.again.has_retry_classes) {
        settings.wait_on = options.retries.on;
        settings.waits_on_assertions = options.again.retries_assertions;
    }
    return settings;
}

}  // namespace trawl::app
