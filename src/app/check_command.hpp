#pragma once

#include "app/check_options.hpp"
#include "app/config_option.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

/// What was asked for of `trawl check`, while some of it is known as text only.
struct check_draft {
    check_options result;
    run_draft run{result};
    std::vector<std::string> given;
    std::vector<std::string> expected;
    std::vector<std::string> secrets;
    std::optional<option_set::duration> wait_every{result.again.wait_every};

    check_draft();
    check_draft(const check_draft&) = delete;
    check_draft& operator=(const check_draft&) = delete;
};

/// The command line of `trawl check`, and where its parts go.
///
/// Lifetime    The command line must outlive it.
class check_command {
public:
    explicit check_command(command_line& program);

    /// Config file first, then what needs more than one option to be known. To be called once, when the command line was
    /// read. Errors: throws `option_error`, `config_error`.
    [[nodiscard]] check_options finish();

private:
    void add_options(option_set& options);
    [[nodiscard]] check::own_inputs own_inputs() const;

    const command_line* program_;
    check_draft draft_;
    config_option config_;
};

// Each adds the options of one subject.
void add_check_input_options(option_set& to, check_draft& into);
void add_expectation_options(option_set& to, check_draft& into);
void add_suite_options(option_set& to, check_draft& into);
void add_repetition_options(option_set& to, check_draft& into);
void add_report_options(option_set& to, check_draft& into);
void add_check_request_options(option_set& to, check_draft& into);

// Work out what needs more than one of them to be known. They throw `option_error`.
void finish_check_input(check_draft& draft);
void finish_secrets(check_draft& draft);
void finish_expectations(check_draft& draft);
void finish_repetition(check_draft& draft);
void check_reports(const check_options& given);

}  // namespace trawl::app
