#include <csignal>

#include "app/fetch_run.hpp"

int main(int argc, char** argv) {
    // A closed pipe is an error code where it is written to.
    std::signal(SIGPIPE, SIG_IGN);
    auto asked = trawl::app::read_options(argc, argv);
    if (const auto* ended = std::get_if<trawl::app::ended>(&asked)) {
        return ended->status;
    }
    return trawl::app::run_fetch(std::get<trawl::app::fetch_options>(std::move(asked)));
}
