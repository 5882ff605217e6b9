#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "batch/journal.hpp"
#include "batch/list_entry.hpp"
#include "batch/list_settings.hpp"
#include "batch/occurrence_counter.hpp"
#include "fetch/outcome.hpp"

namespace trawl::batch {

/// Between the jobs of a run and the journal: asks it about inputs, says what it knows of a file, and tells it what
/// became of them.
///
/// Lifetime    The journal must outlive it.
/// Threads     The loop's thread only.
/// Limits      As `occurrence_counter`; and for each job under way that is not the first of its URL, or was named by
///             its list, about 100 bytes.
class job_history {
public:
    /// `run` must outlive it.
    job_history(journal& kept, const list_settings& run);

    /// What to ask about an input whose URL is one. Each input once, in order.
    [[nodiscard]] journal::question question_for(const list_entry& entry);

    /// The same for what the journal says failed; nullopt if it was another request than this run makes.
    [[nodiscard]] std::optional<journal::question> question_again(const list_entry& entry, const journal_row& row);

    /// The file that `made` asks for, if the answer to `asked` says that it is there and is what the job expects.
    [[nodiscard]] std::shared_ptr<const fetch::known_file> known(const journal::question& asked,
                                                                 const journal::answer& found, const fetch::job& made,
                                                                 bool checks_finished) const;

    /// The job that came of an input. Before `settled`.
    void begin(const fetch::job& made, const journal::question& asked);

    /// The job has ended.
    void settled(const fetch::report& done);

private:
    struct origin {
        std::uint64_t occurrence;
        std::string naming;
    };

    [[nodiscard]] std::string variant_of(const fetch::job_details* details) const;
    [[nodiscard]] journal_row row_of(const fetch::report& done) const;

    journal& kept_;
    const list_settings& run_;
    std::string variant_;  // of a job without details
    occurrence_counter seen_;
    std::unordered_map<std::uint64_t, origin> origins_;  // of jobs under way, by number; none: {1, run_.naming}
};

/// As the journal has it: without user name, password and fragment.
[[nodiscard]] std::string journal_url(const http::url& url);

}  // namespace trawl::batch
