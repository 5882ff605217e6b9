#include "report/github_report.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <boost/system/system_error.hpp>

#include "base/log.hpp"
#include "base/printable.hpp"
#include "files/descriptor.hpp"
#include "files/write_all.hpp"
#include "report/check_text.hpp"
#include "report/markdown_report.hpp"
#include "report/shown_text.hpp"

namespace trawl::report {

namespace {

constexpr std::size_t most_annotations = 10;
constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_message = 4000;
constexpr std::size_t longest_summary = std::size_t{1024} << 10;
constexpr std::size_t shortest_summary = std::size_t{4} << 10;
constexpr mode_t usual_mode = 0666;

/// As toolkit/packages/core/src/command.ts escapes; what is a property ends at a colon or a comma, too.
std::string escaped(std::string_view text, std::string_view special) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char each : text) {
        if (special.find(each) == std::string_view::npos) {
            out += each;
            continue;
        }
        const auto byte = static_cast<unsigned char>(each);
        ((out += '%') += digits[byte >> 4U]) += digits[byte & 15U];
    }
    return out;
}

std::string property(std::string_view name, std::string_view value) {
    return std::string(name) + "=" + escaped(base::printable(value), "%\r\n:,");
}

std::string command(std::string_view kind, std::string_view file, std::uint32_t line, std::string_view title,
                    std::string_view message) {
    std::string out = "::" + std::string(kind) + " ";
    if (!file.empty()) {
        // GitHub knows files by their paths from the root of the repository.
        file.remove_prefix(file.starts_with("./") ? 2 : 0);
        out += property("file", file) + ",";
        out += line > 0 ? "line=" + std::to_string(line) + "," : "";
    }
    return out + property("title", cut_text(title, longest_title)) +
           "::" + escaped(cut_text(message, longest_message), "%\r\n") + "\n";
}

std::string command(std::string_view kind, const check_record& of) {
    std::string message;
    for (const std::string& line : detail_lines(of)) {
        (message += message.empty() ? "" : "\n") += line;
    }
    return command(kind, of.file, of.line, of.name, message);
}

/// The first of those that weigh most.
class worst {
public:
    void add(double weight, std::string text) {
        const auto place = std::ranges::upper_bound(kept_, weight, std::ranges::greater{}, &entry::first);
        kept_.emplace(place, weight, std::move(text));
        if (kept_.size() > most_annotations) {
            kept_.pop_back();
        }
    }

    void write(const text_sink& take) const {
        for (const auto& [weight, text] : kept_) {
            take(text);
        }
    }

private:
    using entry = std::pair<double, std::string>;
    std::vector<entry> kept_;
};

double share(std::uint64_t part, std::uint64_t all) noexcept {
    return all <= 1 ? 1 : static_cast<double>(part) / static_cast<double>(all);
}

[[noreturn]] void fail(const std::string& path, boost::system::error_code why) {
    throw boost::system::system_error(why, path);
}

std::string new_token() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::random_device source;
    std::string token;
    for (int word = 0; word < 4; ++word) {
        auto bits = source();
        for (int digit = 0; digit < 8; ++digit, bits >>= 4U) {
            token += digits[bits & 15U];
        }
    }
    return token;
}

void write_line(const std::vector<int>& descriptors, const std::string& text) noexcept {
    for (const int each : descriptors) {
        [[maybe_unused]] const auto result = files::write_all(each, text);
    }
}

}  // namespace

void write_github_report(const run_record& run, const check_walk& checks, const text_sink& take) {
    constexpr double run_level = 2;  // more than a check that always fails
    worst errors;
    worst warnings;
    if (!run.trouble.empty()) {
        errors.add(run_level, command("error", "", 0, run.name, base::printable(run.trouble)));
    }
    for (const auto& each : run.thresholds) {
        if (!each.holds) {
            errors.add(run_level, command("error", each.where.file, each.where.line, each.text, threshold_text(each)));
        }
    }
    checks([&](const check_record& each) {
        if (run.tolerates(each)) {
            warnings.add(share(each.failed_runs, each.runs), command("warning", each));
        } else if (is_bad(each.stands)) {
            errors.add(share(each.failed_runs, each.runs), command("error", each));
        } else if (each.stands == check::standing::flaky) {
            warnings.add(share(each.flaky_runs, each.runs), command("warning", each));
        }
    });
    errors.write(take);
    warnings.write(take);
}

void append_step_summary(const std::string& path, const run_record& run, const check_walk& checks) {
    const files::descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, usual_mode)};
    struct stat status {};
    if (!file.is_open() || ::fstat(file.fd(), &status) != 0) {
        fail(path, files::last_error());
    }
    const auto taken = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
    if (taken + shortest_summary > longest_summary) {
        base::log(base::log_level::warn, "the step's summary is full: this run is not in it");
        return;
    }
    std::string text = taken > 0 ? "\n" : "";
    const auto keep = [&text](std::string_view piece) { text += piece; };
    write_markdown_report(run, checks, keep, longest_summary - taken - text.size());
    if (const auto result = files::write_all(file.fd(), text); result.failure) {
        fail(path, result.failure);
    }
}

std::string without_commands(std::string_view text) {
    constexpr std::string_view start = "##[";
    std::string out;
    for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start)) {
        out.append(text, 0, at) += "## [";
        text.remove_prefix(at + start.size());
    }
    return out.append(text);
}

stopped_commands::stopped_commands(const std::vector<int>& descriptors) : token_(new_token()) {
    for (const int each : descriptors) {
        // Of a line that comes twice to the same place the second is no command: it would be shown.
        if (std::ranges::find(descriptors_, each) == descriptors_.end()) {
            descriptors_.push_back(each);
        }
    }
    write_line(descriptors_, "::stop-commands::" + token_ + "\n");
}

stopped_commands::~stopped_commands() {
    write_line(descriptors_, "::" + token_ + "::\n");
}

}  // namespace trawl::report
