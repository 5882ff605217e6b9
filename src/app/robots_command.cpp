#include "app/robots_command.hpp"

#include <utility>

namespace trawl::app {

namespace {

constexpr const char* about = "Explains what robots.txt says of a URL, and which line says it";

constexpr const char* footer = "Exit status: 0 allowed, 4 not allowed, 3 robots.txt could not be had, 2 usage.";

}  // namespace

robots_command::robots_command(command_line& program) {
    program.add_command("robots", about, footer, [this](option_set options) { add_options(options); });
}

void robots_command::add_options(option_set& options) {
    options.arguments({"url", "URL", "Of which page; without a scheme, http:// is meant"}, result_.urls);
    options.group("Robots");
    options.text({"--agent", "NAME", "Who asks; without it, the first word of the User-Agent"}, result_.agent);
    add_field_options(options, draft_);
    add_connection_options(options, draft_);
    add_tls_options(options, draft_);
    add_message_options(options, draft_);
}

robots_options robots_command::finish() {
    if (result_.urls.empty()) {
        throw option_error("nothing to explain", "give a URL");
    }
    finish_field_options(draft_);
    finish_connection_options(draft_);
    finish_tls_options(draft_);
    if (result_.agent.empty()) {
        result_.agent = first_product(result_.session.user_agent);
    }
    return std::move(result_);
}

}  // namespace trawl::app
