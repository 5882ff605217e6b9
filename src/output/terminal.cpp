#include "output/terminal.hpp"

#include <charconv>
#include <cstdlib>

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "files/write_all.hpp"

namespace trawl::output {

namespace {

std::string_view variable(const char* name) noexcept {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? std::string_view{} : value;
}

}  // namespace

terminal terminal::of_stderr() noexcept {
    return of(STDERR_FILENO);
}

terminal terminal::of(int descriptor) noexcept {
    const std::string_view kind = variable("TERM");
    terminal result;
    result.is_terminal = ::isatty(descriptor) == 1 && !kind.empty() && kind != "dumb";
    result.has_colour = result.is_terminal && variable("NO_COLOR").empty();
    return result;
}

std::size_t terminal_width(int descriptor) noexcept {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    const std::string_view columns = variable("COLUMNS");
    std::size_t width = 0;
    std::from_chars(columns.data(), columns.data() + columns.size(), width);
    return width > 0 ? width : 80;
}

void show_on_stderr(std::string_view text) noexcept {
    pollfd ready{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0) {
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    }
}

void write_to_stderr(std::string_view text) noexcept {
    [[maybe_unused]] const auto result = files::write_all(STDERR_FILENO, text);
}

}  // namespace trawl::output
