#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "trawl/async/clock.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace trawl::app {

/// Why an option cannot take what it was given: without the option's name, which is put before it.
class bad_value : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// What is wrong with a command line, for people.
class option_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    option_error(std::string_view option, std::string_view what)
        : std::runtime_error(std::string(option) + ": " + std::string(what)) {}
};

/// How an option is called and told.
struct option_text {
    std::string names;  ///< "-d,--dir"
    std::string type;   ///< "DIR"; empty for a flag
    std::string text;
};

/// The options of one command. Keeps the library that reads command lines, slow to compile, out of everything else.
///
/// Lifetime    What options are read into must outlive the reading.
class option_set {
public:
    using duration = async::clock::duration;
    using taker = std::function<void(const std::string& value)>;
    using list_taker = std::function<void(const std::vector<std::string>& values)>;

    explicit option_set(CLI::App& command) : command_(&command) {}

    /// The options that are added from now on stand under this heading.
    void group(std::string heading) { group_ = std::move(heading); }

    void flag(const option_text& how, bool& into);
    void count(const option_text& how, int& into);
    /// `take` throws `bad_value`. `shown` stands in brackets as the default; empty: none is shown.
    void value(const option_text& how, taker take, const std::string& shown = {});
    /// May be given many times.
    void values(const option_text& how, list_taker take);
    void arguments(const option_text& how, std::vector<std::string>& into);

    /// Not empty. What `into` holds is the default, shown if it is not empty.
    void text(const option_text& how, std::string& into);
    void number(const option_text& how, std::size_t& into, std::size_t least = 0);
    void number(const option_text& how, unsigned& into, unsigned least = 0);
    /// nullopt is 'none'.
    void limit(const option_text& how, std::optional<std::uint64_t>& into, std::uint64_t least = 1);
    /// Without blanks at the ends; may be given many times, commas between them do as well.
    void words(const option_text& how, std::vector<std::string>& into);
    /// nullopt is 'none'.
    void time(const option_text& how, std::optional<duration>& into, duration least = std::chrono::milliseconds(1));
    /// Bytes; nullopt is 'none'.
    void size(const option_text& how, std::optional<std::uint64_t>& into);
    /// One of a few words; what `into` holds is the default.
    void choice(const option_text& how, std::string& into, std::initializer_list<const char*> words);

private:
    CLI::App* command_;
    std::string group_;
};

}  // namespace trawl::app
