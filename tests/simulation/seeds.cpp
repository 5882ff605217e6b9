#include "simulation/seeds.hpp"

#include <csignal>
#include <cstdlib>

#include <unistd.h>

#include <gtest/gtest.h>

namespace trawl::simulation {

namespace {

constexpr const char* variable = "TRAWL_SEEDS";
// Of real time, for what takes some 20 ms: what is busy for ever within one handler.
constexpr unsigned patience = 120;

std::string told_at_end;

// Nothing but what may be called anywhere.
void tell(int signal) {
    (void)!::write(STDERR_FILENO, told_at_end.data(), told_at_end.size());
    std::signal(signal, SIG_DFL);
    (void)std::raise(signal);
}

std::uint64_t number(const std::string& text) {
    return std::stoull(text);
}

}  // namespace

bool are_chosen() {
    return std::getenv(variable) != nullptr;
}

seed_range seeds_of(std::uint64_t part, std::uint64_t of) {
    if (const char* const given = std::getenv(variable)) {
        const std::string text = given;
        const auto dots = text.find("..");
        const seed_range chosen{number(text.substr(0, dots)),
                                number(dots == std::string::npos ? text : text.substr(dots + 2))};
        return part == 0 ? chosen : seed_range{};
    }
    const std::uint64_t share = of / parts;
    return {part * share + 1, (part + 1) * share};
}

seed_at_work::seed_at_work(std::uint64_t seed) {
    told_at_end = "\nwithin seed " + std::to_string(seed) + "; again: " + command_for(seed) + "\n";
    for (const int each : {SIGABRT, SIGSEGV, SIGALRM, SIGTERM}) {
        std::signal(each, &tell);
    }
    ::alarm(patience);
}

seed_at_work::~seed_at_work() {
    ::alarm(0);
    for (const int each : {SIGABRT, SIGSEGV, SIGALRM, SIGTERM}) {
        std::signal(each, SIG_DFL);
    }
}

std::string command_for(std::uint64_t seed) {
    const auto* const now = testing::UnitTest::GetInstance()->current_test_info();
    std::string suite = now->test_suite_name();
    suite = suite.substr(suite.find('/') + 1);
    return std::string(variable) + "=" + std::to_string(seed) +
           " build/PRESET/tests/simulation/trawl_simulation_tests --gtest_filter='*" + suite + "*'";
}

}  // namespace trawl::simulation
