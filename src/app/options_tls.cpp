#include "app/option_groups.hpp"

namespace trawl::app {

void add_tls_options(option_set& to, option_draft& draft) {
    auto& tls = draft.result.session.tls;
    to.group("TLS");
    to.text({"--cacert", "FILE", "CA certificates (PEM) in place of the system's"}, tls.ca_file);
    to.text({"--capath", "DIR", "Folder of CA certificates in place of the system's"}, tls.ca_path);
    to.text({"--cert", "FILE", "Client certificate (PEM)"}, tls.certificate_file);
    to.text({"--key", "FILE", "Its key, if the certificate's file does not hold it"}, tls.key_file);
    to.flag({"--insecure", "", "Do not check certificates"}, draft.insecure);
    to.choice({"--tls-min", "VERSION", "Lowest version spoken: 1.2 or 1.3"}, draft.tls_min, {"1.2", "1.3"});
}

void finish_tls_options(option_draft& draft) {
    auto& tls = draft.result.session.tls;
    tls.verify = !draft.insecure;
    tls.minimum = draft.tls_min == "1.3" ? http::tls_version::tls_1_3 : http::tls_version::tls_1_2;
    if (!tls.key_file.empty() && tls.certificate_file.empty()) {
        throw option_error("--key", "needs --cert");
    }
}

void add_message_options(option_set& to, option_draft& draft) {
    auto& into = draft.result.common;
    to.group("Messages");
    to.flag({"-q,--quiet", "", "Only errors: no progress, no summary"}, into.quiet);
    to.count({"-v,--verbose", "", "Say what is done; twice for details"}, into.verbosity);
    to.text({"--log-file", "FILE", "Append messages to FILE too, with details"}, into.log_file);
}

}  // namespace trawl::app
