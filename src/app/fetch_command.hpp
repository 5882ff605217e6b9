#pragma once

#include "app/config_option.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

/// The command line of `trawl fetch`, and where its parts go.
///
/// Lifetime    The command line must outlive it.
class fetch_command {
public:
    explicit fetch_command(command_line& program);

    /// Config file first, then what needs more than one option to be known. To be called once, when the command line was
    /// read. Errors: throws `option_error`, `config_error`.
    [[nodiscard]] fetch_options finish();

private:
    void add_options(option_set& options);

    command_line& program_;
    fetch_draft draft_;
    config_option config_;
};

}  // namespace trawl::app
