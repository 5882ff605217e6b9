#include "app/options.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <system_error>

#include <CLI/CLI.hpp>

#include "app/config_file.hpp"
#include "app/exit_status.hpp"
#include "app/help_formatter.hpp"
#include "app/version.hpp"
#include "base/duration_text.hpp"
#include "base/printable.hpp"
#include "files/direct.hpp"

namespace trawl::app {

namespace {

using duration = async::clock::duration;

constexpr const char* program_text = "Fetches URLs over HTTP, many at a time, and says honestly what happened.";

constexpr const char* fetch_text = "Fetches URLs into files, many at a time";

constexpr const char* footer_text =
    "A file under its final name is whole; what is on its way is NAME.part.\n\n"
    "Durations: 500ms, 10s, 2m, 1h30m; a plain number is seconds; 'none' lifts a limit.\n\n"
    "Exit status: 0 all as asked, 1 internal error, 2 usage, config or input list, 3 network, 4 HTTP status,\n"
    "5 output could not be written, 130 or 143 interrupted. Several at once: 5, then 3, then 4, then 2.";

CLI::Option* add_duration(CLI::App& to, const std::string& name, std::optional<duration>& into, const std::string& text,
                          duration least = std::chrono::milliseconds(1)) {
    const auto take = [&into, name, least](const CLI::results_t& given) {
        const std::string& value = given.back();
        into = base::parse_duration(value);
        if (value != "none" && (!into || *into < least)) {
            throw CLI::ValidationError(name, "'" + value + "' is no duration, such as 500ms, 10s, 1h30m or none");
        }
        return true;
    };
    auto* option = to.add_option(name, take, text)->type_name("DURATION")->take_last();
    option->default_str(into ? base::to_text(*into) : "none");
    return option;
}

void add_header(http::headers& into, const std::string& text) {
    const auto colon = text.find(':');
    const std::string name = text.substr(0, colon);
    if (colon == std::string::npos || !http::is_token(name)) {
        throw CLI::ValidationError("--header", "'" + text + "' is not of the form 'Name: value'");
    }
    const auto start = text.find_first_not_of(" \t", colon + 1);
    const auto end = text.find_last_not_of(" \t");
    const std::string value = start == std::string::npos ? std::string() : text.substr(start, end - start + 1);
    if (!http::is_field_value(value)) {
        throw CLI::ValidationError("--header", "the value of '" + name + "' holds a control character");
    }
    for (const char* own : {"Content-Length", "Transfer-Encoding", "Connection"}) {
        if (http::same_name(name, own)) {
            throw CLI::ValidationError("--header", name + " is set by trawl itself");
        }
    }
    into.add(name, value);
}

std::string read_body(const std::string& text) {
    if (!text.starts_with('@')) {
        return text;
    }
    const std::string path = text == "@-" ? "/dev/stdin" : text.substr(1);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string content;
    std::array<char, 4096> piece{};
    while (file.good()) {
        file.read(piece.data(), piece.size());
        content.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (!file.is_open() || file.bad()) {
        throw CLI::ValidationError("--data", "cannot read " + path + ": " + std::generic_category().message(errno));
    }
    return content;
}

// Of two paths that the user gave, either of which may be empty or mean a descriptor of ours.
bool is_same_file(const std::string& one, const std::string& other) {
    std::error_code none;
    return !one.empty() && !other.empty() && !files::own_descriptor(one) && !files::own_descriptor(other) &&
           !std::filesystem::is_other(one, none) && (one == other || std::filesystem::equivalent(one, other, none));
}

std::string refuse_empty(const std::string& given) {
    return given.empty() ? "must not be empty" : "";
}

/// The command line of `trawl fetch`, and where its parts go.
class fetch_command {
public:
    explicit fetch_command(CLI::App& program) : command_(*program.add_subcommand("fetch", fetch_text)) {
        command_.footer(footer_text);
        add_input();
        add_output();
        add_requests();
        add_limits();
        add_tls();
        add_talk();
    }

    [[nodiscard]] bool is_asked_for() const { return command_.parsed(); }

    [[nodiscard]] CLI::App& command() { return command_; }

    /// Config file first, then what needs more than one option to be known.
    fetch_options finish() {
        if (!config_.empty()) {
            apply_config();
        }
        for (const auto& text : header_texts_) {
            add_header(options_.fields, text);
        }
        finish_body();
        finish_limits();
        check();
        return std::move(options_);
    }

private:
    void add_input() {
        auto* group = "Input";
        command_.add_option("url", options_.urls, "What to fetch; without a scheme, http:// is meant")
            ->type_name("URL")
            ->group(group);
        command_
            .add_option("-i,--input", options_.list,
                        "URLs from FILE, one a line, '-' for standard input; '#' starts a comment line")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
        command_.add_flag("--allow-empty", options_.allow_empty, "No URL at all is not an error")->group(group);
        command_.add_option("--config", config_, "Options from a TOML file; the command line wins")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
    }

    void add_output() {
        auto* group = "Output";
        command_.add_option("-d,--dir", options_.folder, "Folder for the files; made if need be")
            ->type_name("DIR")
            ->check(refuse_empty)
            ->capture_default_str()
            ->group(group);
        command_
            .add_option("-o,--output", options_.output,
                        "File for one URL, '-' for standard output; devices and pipes are written directly")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
        command_.add_flag("--discard", options_.discard, "Read the bodies and keep none")->group(group);
        command_
            .add_option("--results", options_.results, "One JSON line for each input to FILE, '-' for standard output")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
    }

    void add_requests() {
        auto* group = "Requests";
        command_.add_option("-X,--request", method_, "Method (GET, or POST with --data)")
            ->type_name("METHOD")
            ->group(group);
        command_.add_option("-H,--header", header_texts_, "Header field 'Name: value'; may be given many times")
            ->type_name("FIELD")
            ->allow_extra_args(false)
            ->group(group);
        command_.add_option("-A,--user-agent", options_.session.user_agent, "User-Agent")
            ->type_name("TEXT")
            ->capture_default_str()
            ->group(group);
        command_.add_option("--data", data_, "Body to send; '@FILE' takes it from a file")
            ->type_name("TEXT")
            ->group(group);
        command_
            .add_flag("--compressed", options_.session.accept_codings,
                      "Ask for gzip, deflate, br and zstd, and decode them; else bodies are saved as they come")
            ->group(group);
        command_.add_option("--max-redirects", options_.session.max_redirects, "Redirects followed for one URL")
            ->type_name("N")
            ->capture_default_str()
            ->group(group);
    }

    void add_limits() {
        auto* group = "Limits and retries";
        CLI::Validator count = CLI::Range(1, 1'000'000);
        count.description("");
        command_.add_option("-j,--concurrency", options_.concurrency, "Requests in flight")
            ->type_name("N")
            ->check(count)
            ->capture_default_str()
            ->group(group);
        command_.add_option("--per-host", options_.per_host, "Requests in flight to one host")
            ->type_name("N")
            ->check(count)
            ->capture_default_str()
            ->group(group);
        command_.add_option("--retries", options_.retries.max_retries, "Further tries after a failure that may pass")
            ->type_name("N")
            ->capture_default_str()
            ->group(group);
        auto& limits = options_.session.timeouts;
        add_duration(command_, "--timeout", limits.total, "For one try from start to end")->group(group);
        add_duration(command_, "--dns-timeout", limits.dns, "For a name to be resolved")->group(group);
        add_duration(command_, "--connect-timeout", limits.connect, "For a connection to be made")->group(group);
        add_duration(command_, "--tls-timeout", limits.tls, "For the TLS handshake")->group(group);
        add_duration(command_, "--first-byte-timeout", limits.first_byte, "From the request to the head of the reply")
            ->group(group);
        add_duration(command_, "--idle-timeout", limits.idle, "Between two pieces of a body")->group(group);
        add_duration(command_, "--grace", grace_, "After Ctrl-C, for what is in flight to end", duration::zero())
            ->group(group);
    }

    void add_tls() {
        auto* group = "TLS";
        auto& tls = options_.session.tls;
        command_.add_option("--cacert", tls.ca_file, "CA certificates (PEM) in place of the system's")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
        command_.add_option("--capath", tls.ca_path, "Folder of CA certificates in place of the system's")
            ->type_name("DIR")
            ->check(refuse_empty)
            ->group(group);
        command_.add_option("--cert", tls.certificate_file, "Client certificate (PEM)")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
        command_.add_option("--key", tls.key_file, "Its key, if the certificate's file does not hold it")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
        command_.add_flag("--insecure", insecure_, "Do not check certificates")->group(group);
        command_.add_option("--tls-min", tls_min_, "Lowest version spoken: 1.2 or 1.3")
            ->type_name("VERSION")
            ->check(CLI::IsMember({"1.2", "1.3"}).description(""))
            ->capture_default_str()
            ->group(group);
    }

    void add_talk() {
        auto* group = "Messages";
        command_.add_flag("-q,--quiet", options_.common.quiet, "Only errors: no progress, no summary")->group(group);
        command_.add_flag("-v,--verbose", options_.common.verbosity, "Say what is done; twice for details")
            ->group(group);
        command_.add_option("--log-file", options_.common.log_file, "Append messages to FILE too, with details")
            ->type_name("FILE")
            ->check(refuse_empty)
            ->group(group);
    }

    void apply_config() {
        for (const auto& entry : read_config_file(config_, "fetch")) {
            auto* option = command_.get_option_no_throw("--" + entry.key);
            if (option == nullptr || entry.key == "config" || entry.key == "help") {
                throw config_error(config_, entry.line, "unknown option '" + entry.key + "'");
            }
            if (option->count() > 0 && !from_config_.contains(option)) {
                continue;
            }
            apply(*option, entry);
        }
    }

    void apply(CLI::Option& option, const config_entry& entry) {
        try {
            option.clear();
            for (const auto& value : entry.values) {
                option.add_result(value);
            }
            option.run_callback();
            from_config_.insert(&option);
        } catch (const CLI::Error& failed) {
            throw config_error(config_, entry.line, failed.what());
        }
    }

    void finish_body() {
        if (data_) {
            options_.body = std::make_shared<const std::string>(read_body(*data_));
            if (!options_.fields.contains("Content-Type")) {
                options_.fields.add("Content-Type", "application/x-www-form-urlencoded");
            }
        }
        options_.method = method_.value_or(data_ ? "POST" : "GET");
    }

    void finish_limits() {
        options_.grace = grace_.value_or(duration::max());
        options_.session.tls.verify = !insecure_;
        options_.session.tls.minimum = tls_min_ == "1.3" ? http::tls_version::tls_1_3 : http::tls_version::tls_1_2;
        options_.session.max_connections_per_host = options_.per_host;
    }

    void check() const {
        if (!http::is_token(options_.method)) {
            throw CLI::ValidationError("--request", "'" + options_.method + "' is no method");
        }
        if (!http::is_field_value(options_.session.user_agent)) {
            throw CLI::ValidationError("--user-agent", "it holds a control character");
        }
        if (!options_.session.tls.key_file.empty() && options_.session.tls.certificate_file.empty()) {
            throw CLI::ValidationError("--key", "needs --cert");
        }
        const bool has_one = options_.list.empty() && options_.urls.size() == 1;
        if (!options_.output.empty() && !has_one) {
            throw CLI::ValidationError("--output", "is for one URL; --dir takes the files of many");
        }
        if (!options_.output.empty() && options_.discard) {
            throw CLI::ValidationError("--output", "does not go with --discard");
        }
        if (files::is_standard_output(options_.output) && files::is_standard_output(options_.results)) {
            throw CLI::ValidationError("--results", "standard output cannot take the body and the records");
        }
        const std::string& results = options_.results;
        if (is_same_file(results, options_.output) || is_same_file(results, options_.list) ||
            is_same_file(results, options_.common.log_file)) {
            throw CLI::ValidationError("--results", results + " is named by another option too");
        }
        if (options_.urls.empty() && options_.list.empty() && !options_.allow_empty) {
            throw CLI::ValidationError("nothing to fetch", "give URLs, or a list with --input");
        }
    }

    CLI::App& command_;
    fetch_options options_;
    std::string config_;
    std::set<const CLI::Option*> from_config_;
    std::optional<std::string> method_;
    std::optional<std::string> data_;
    std::vector<std::string> header_texts_;
    std::optional<duration> grace_ = std::chrono::seconds{10};
    bool insecure_ = false;
    std::string tls_min_ = "1.2";
};

ended refuse(std::string_view what, std::string_view command) {
    std::cerr << "trawl: " << what << "\nTry 'trawl " << command << (command.empty() ? "" : " ") << "--help'.\n";
    return {usage};
}

}  // namespace

std::variant<fetch_options, ended> read_options(int argc, const char* const* argv) {
    CLI::App program(program_text, "trawl");
    program.set_version_flag("--version", version_text);
    program.require_subcommand(1);
    program.set_help_flag("-h,--help", "Print this help");
    program.formatter(std::make_shared<help_formatter>());
    fetch_command fetch(program);
    const std::string first = argc > 1 ? argv[1] : "";
    if (!first.empty() && first.front() != '-' &&
        program.get_subcommands([&](const CLI::App* known) { return known->get_name() == first; }).empty()) {
        return refuse("there is no command '" + base::printable(first) + "'", "");
    }
    try {
        program.parse(argc, argv);
        return fetch.finish();
    } catch (const CLI::Success& asked) {
        return ended{program.exit(asked)};
    } catch (const CLI::Error& failed) {
        return refuse(failed.what(), fetch.is_asked_for() ? "fetch" : "");
    } catch (const config_error& failed) {
        return refuse(failed.what(), "fetch");
    }
}

}  // namespace trawl::app
