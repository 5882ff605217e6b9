#include <csignal>
#include <initializer_list>

#include <fcntl.h>
#include <unistd.h>

#include "app/program.hpp"

namespace {

// What is opened later must not take the place of a standard stream that is closed, and be written to as such.
void occupy_closed_streams() noexcept {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) < 0) {
            (void)::open("/", O_PATH);  // takes and gives nothing
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    occupy_closed_streams();
    // A closed pipe is an error code where it is written to.
    std::signal(SIGPIPE, SIG_IGN);
    return trawl::app::run_program(argc, argv);
}
