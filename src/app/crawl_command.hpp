#pragma once

#include "app/config_option.hpp"
#include "app/crawl_options.hpp"
#include "app/option_groups.hpp"

namespace trawl::app {

/// What was asked for of `trawl crawl`, while some of it is known as text only.
struct crawl_draft {
    crawl_options result;
    run_draft run{result};
    std::optional<option_set::duration> older_than;

    crawl_draft();
    crawl_draft(const crawl_draft&) = delete;
    crawl_draft& operator=(const crawl_draft&) = delete;
};

/// The command line of `trawl crawl`, and where its parts go.
///
/// Lifetime    The command line must outlive it.
class crawl_command {
public:
    explicit crawl_command(command_line& program);

    /// Config file first, then what needs more than one option to be known. To be called once, when the command line was
    /// read. Errors: throws `option_error`, `config_error`.
    [[nodiscard]] crawl_options finish();

private:
    void add_options(option_set& options);

    command_line& program_;
    crawl_draft draft_;
    config_option config_;
};

// Each adds the options of one subject.
void add_crawl_input_options(option_set& to, crawl_draft& into);
void add_crawl_output_options(option_set& to, crawl_draft& into);
void add_reach_options(option_set& to, crawl_draft& into);
void add_budget_options(option_set& to, crawl_draft& into);
void add_url_options(option_set& to, crawl_draft& into);
void add_trap_options(option_set& to, crawl_draft& into);
void add_robots_options(option_set& to, crawl_draft& into);
void add_query_options(option_set& to, crawl_draft& into);

// Work out what needs more than one of them to be known. They throw `option_error`.
void finish_crawl_input(crawl_draft& draft);
void finish_crawl_output(crawl_draft& draft);
void finish_reach(crawl_draft& draft, bool has_user_agent);

}  // namespace trawl::app
