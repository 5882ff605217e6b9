#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "fetch/body_reader.hpp"
#include "fetch/fetch_means.hpp"
#include "fetch/resume.hpp"
#include "trawl/async/task_group.hpp"

namespace trawl::fetch {

/// One file over several connections: each fetches a range of the same version, checked like that of a resumed file.
///
/// Cancelling  What came is handed over first.
/// Lifetime    What it is given must live as long.
/// Limits      One block of 1 MiB a connection, whatever the size of the file.
class split_download {
public:
    struct result {
        body_end body;
        /// The ranges cannot be had: only the whole, from a new request, helps.
        bool must_start_again = false;
        /// The reply to a range was an error; its status stands in `told`.
        bool is_refused = false;
        std::optional<std::chrono::milliseconds> host_pause;
    };

    /// `about`     The version, with all segments as `file` knows them.
    /// `why`       What makes sure that a range is of that version.
    split_download(const async::executor& here, const fetch_means& with, report& told, traffic& lane,
                   files::download& file, const files::part_state& about, trust why);

    /// `first`     The reply for the first segment that misses something, its body not yet read.
    /// `is_whole`  Whether that reply goes on to the end of the file: then it can do without the others.
    [[nodiscard]] async::awaitable<result> run(http::response first, bool is_whole);

private:
    async::awaitable<void> lead(http::response first, bool is_whole);
    async::awaitable<void> follow();
    async::awaitable<void> follow_on();
    async::awaitable<bool> fetch(const files::segment& what);
    async::awaitable<bool> take_body(http::response& reply, const files::segment& what);
    async::awaitable<body_end> read_all(body_reader& reader);
    async::awaitable<void> join();
    async::awaitable<void> end();
    bool settle(const body_end& how, const body_reader& reader);
    bool give_way(const files::segment& what);
    bool refused(http::response& reply, const files::segment& what);
    void do_without_ranges();
    void stop();
    [[nodiscard]] std::optional<files::segment> take();

    const fetch_means& with_;
    report& told_;
    traffic& lane_;
    files::download& file_;
    const files::part_state& about_;
    trust why_;
    std::deque<files::segment> waiting_;
    unsigned connections_ = 1;
    std::size_t busy_ = 0;
    result result_;
    bool has_failed_ = false;
    /// A range was refused with the wish to be left alone: no further one is asked for.
    bool wants_pause_ = false;
    int refusal_ = 0;
    /// While it can take the place of all others.
    body_reader* lead_ = nullptr;
    async::task_group leader_;
    async::task_group followers_;
};

}  // namespace trawl::fetch
