#include <cstdlib>

#include <net/if.h>
#include <boost/asio/ip/address.hpp>

#include "app/connect_texts.hpp"
#include "app/given_file.hpp"
#include "app/option_groups.hpp"
#include "base/printable.hpp"

namespace trawl::app {

namespace {

const char* variable(const char* name) {
    return std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
}

// Neither the text nor what could be a password in it is shown.
http::proxy parse_given_proxy(const std::string& text) {
    auto found = http::parse_proxy(text);
    if (!found) {
        throw option_error("--proxy",
                           "this is no proxy, such as http://HOST:PORT, https://, socks5:// or socks5h://HOST:PORT");
    }
    return *std::move(found);
}

void read_proxies(run_draft& draft) {
    auto& rules = draft.result.session.proxies;
    if (draft.proxy.empty()) {
        auto found = http::proxy_rules::from_environment(variable);
        if (!found) {
            throw option_error("environment", found.error().detail);
        }
        rules = *std::move(found);
    } else if (draft.proxy != "none") {
        rules.for_http = parse_given_proxy(draft.proxy);
        rules.for_https = rules.for_http;
        const std::string lower = environment_text("no_proxy");
        rules.bypass = lower.empty() ? environment_text("NO_PROXY") : lower;
    }
    if (draft.no_proxy) {
        rules.bypass = *draft.no_proxy;
    }
}

void log_in_to_proxies(run_draft& draft) try {
    const std::string login =
        read_secret(draft.proxy_user.empty() ? environment_text("TRAWL_PROXY_USER") : draft.proxy_user);
    if (login.empty()) {
        return;
    }
    const auto colon = login.find(':');
    for (auto* one : {&draft.result.session.proxies.for_http, &draft.result.session.proxies.for_https}) {
        if (*one) {
            (*one)->username = login.substr(0, colon);
            (*one)->password = colon == std::string::npos ? "" : login.substr(colon + 1);
        }
    }
} catch (const bad_value& failed) {
    throw option_error("--proxy-user", failed.what());
}

bool resolves_names_itself(const std::optional<http::proxy>& which) {
    return which && which->kind != http::proxy_kind::socks5;
}

}  // namespace

void add_connection_options(option_set& to, run_draft& draft) {
    auto& into = draft.result.session.connections;
    to.group("Connections");
    to.text({"-x,--proxy", "URL", "http, https, socks5 or socks5h proxy; 'none': not the environment's either"},
            draft.proxy);
    to.value({"--no-proxy", "LIST", "Hosts that are reached directly, as in $no_proxy"},
             [&draft](const std::string& given) { draft.no_proxy = given; });
    to.text({"--proxy-user", "NAME:PASSWORD",
             "For the proxy, '@FILE' takes it from a file, $TRAWL_PROXY_USER stands in for it"},
            draft.proxy_user);
    to.values({"--resolve", "HOST:PORT:ADDRESS", "Addresses in place of the resolver's, commas between them"},
              [&into](const std::vector<std::string>& given) {
                  into.addresses.clear();
                  for (const auto& text : given) {
                      into.addresses.push_back(parse_address_override(text));
                  }
              });
    to.values({"--connect-to", "H1:P1:H2:P2", "Connect to host and port H2:P2 in place of H1:P1"},
              [&into](const std::vector<std::string>& given) {
                  into.redirections.clear();
                  for (const auto& text : given) {
                      into.redirections.push_back(parse_connect_redirection(text));
                  }
              });
    to.text({"--unix-socket", "PATH", "Connect to this socket whatever the host"}, into.unix_socket);
    to.flag({"-4,--ipv4", "", "Only IPv4"}, draft.only_ipv4);
    to.flag({"-6,--ipv6", "", "Only IPv6"}, draft.only_ipv6);
    to.text({"--interface", "NAME", "Device or address of this machine to connect from"}, into.interface);
    to.flag({"--deny-private", "", "No connection to an address that is not public, whatever leads there"},
            into.deny_private);
}

void finish_connection_options(run_draft& draft) {
    auto& into = draft.result.session.connections;
    if (into.unix_socket.empty()) {
        read_proxies(draft);
        log_in_to_proxies(draft);
    }
    if (boost::system::error_code no_address; !into.interface.empty()) {
        boost::asio::ip::make_address(into.interface, no_address);
        if (no_address && ::if_nametoindex(into.interface.c_str()) == 0) {
            throw option_error("--interface", "'" + base::printable(into.interface) +
                                                  "' is neither a device of this machine nor an address");
        }
    }
    if (draft.only_ipv4 && draft.only_ipv6) {
        throw option_error("--ipv4", "does not go with --ipv6");
    }
    using family = http::connect_options::address_family;
    into.family = draft.only_ipv4 ? family::ipv4 : draft.only_ipv6 ? family::ipv6 : family::any;
    const auto& proxies = draft.result.session.proxies;
    if (into.deny_private && (resolves_names_itself(proxies.for_http) || resolves_names_itself(proxies.for_https))) {
        throw option_error(
            "--deny-private",
            "does not go with a proxy that resolves names itself; --proxy none leaves the environment's out");
    }
    if (!into.unix_socket.empty() && (into.deny_private || !draft.proxy.empty())) {
        throw option_error("--unix-socket",
                           std::string("does not go with ") + (into.deny_private ? "--deny-private" : "--proxy"));
    }
}

}  // namespace trawl::app
