#include "app/given_file.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

namespace {

// What the TLS library would say of it, or ask for on the terminal, helps nobody.
void check_key(const http::tls_options& tls) {
    const bool is_apart = !tls.key_file.empty();
    const std::string& path = is_apart ? tls.key_file : tls.certificate_file;
    std::string text;
    try {
        text = path.empty() ? "" : read_given_text(path);
    } catch (const bad_value&) {
        return;  // told when it is used
    }
    const char* const option = is_apart ? "--key" : "--cert";
    if (text.find("BEGIN ENCRYPTED PRIVATE KEY") != std::string::npos ||
        text.find("Proc-Type: 4,ENCRYPTED") != std::string::npos) {
        throw option_error(option,
                           "the key in " + path + " is encrypted; it must be decrypted first, as 'openssl pkey' does");
    }
    if (!is_apart && text.find("BEGIN CERTIFICATE") != std::string::npos &&
        text.find("PRIVATE KEY") == std::string::npos) {
        throw option_error(option, path + " holds no private key; give it with --key");
    }
}

}  // namespace

void add_tls_options(option_set& to, run_draft& draft) {
    auto& tls = draft.result.session.tls;
    to.group("TLS");
    to.text({"--cacert", "FILE", "CA certificates (PEM) in place of the system's"}, tls.ca_file);
    to.text({"--capath", "DIR", "Folder of CA certificates in place of the system's"}, tls.ca_path);
    to.text({"--cert", "FILE", "Client certificate (PEM)"}, tls.certificate_file);
    to.text({"--key", "FILE", "Its key, if the certificate's file does not hold it"}, tls.key_file);
    to.flag({"--insecure", "", "Do not check certificates"}, draft.insecure);
    to.choice({"--tls-min", "VERSION", "Lowest version spoken: 1.2 or 1.3"}, draft.tls_min, {"1.2", "1.3"});
}

void finish_tls_options(run_draft& draft) {
    auto& tls = draft.result.session.tls;
    tls.verify = !draft.insecure;
    tls.minimum = draft.tls_min == "1.3" ? http::tls_version::tls_1_3 : http::tls_version::tls_1_2;
    if (!tls.key_file.empty() && tls.certificate_file.empty()) {
        throw option_error("--key", "needs --cert");
    }
    check_key(tls);
}

void add_message_options(option_set& to, run_draft& draft) {
    auto& into = draft.result.common;
    to.group("Messages");
    to.flag({"-q,--quiet", "", draft.quiet_text}, into.quiet);
    to.count({"-v,--verbose", "", "Say what is done; twice for details"}, into.verbosity);
    to.text({"--log-file", "FILE", "Append messages to FILE too, with details"}, into.log_file);
}

}  // namespace trawl::app
