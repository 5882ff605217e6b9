#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "batch/input_source.hpp"
#include "batch/job_history.hpp"
#include "batch/list_settings.hpp"
#include "batch/name_book.hpp"
#include "fetch/frontier.hpp"

namespace trawl::batch {

/// The inputs of a run as jobs, in their order. Each gets its file name here, so that which of two inputs gets a name
/// does not depend on which is fetched first; and what earlier runs know of its file.
///
/// Limits      Constant memory, but for the names: 5 to 10 bytes each, three times that with a journal.
class list_frontier final : public fetch::frontier {
public:
    /// `list` may be null. Without `names_files` the jobs have no names, and none is remembered.
    list_frontier(std::vector<std::string> urls, std::unique_ptr<byte_source> list, bool names_files = true);

    /// Blocks while a journal that knows files gives their names. Throws `fetch::source_error` if it cannot.
    explicit list_frontier(list_settings settings);

    /// Takes a name for the file of a job under way, or one like it that is free: what Content-Disposition asks for.
    std::string claim(const fetch::job& what, std::string name) {
        return names_.claim_late(std::move(name), what.number);
    }

    /// What the checksums say of the name that a job's file got from its server, beyond what the job has.
    [[nodiscard]] std::vector<files::digest> digests_of(const fetch::job& what, const std::string& final_name);

    /// Keeps a name from being given to a job, whatever earlier runs did: a file of ours in the output folder. Before the
    /// first `next`.
    void reserve(const std::string& name) { names_.reserve(name); }

    [[nodiscard]] async::awaitable<std::optional<fetch::job>> next() override;
    [[nodiscard]] std::optional<fetch::job> try_next() override;
    void settled(fetch::report& done) override;

    /// What is to be said when the run is over, a line each: checksums without a file, files without one, inputs left
    /// out.
    [[nodiscard]] std::vector<std::string> remarks() const;

private:
    /// An input on its way through the journal.
    struct draft {
        input_source::input from;
        std::optional<journal::question> asked;  // nullopt: it is no URL
    };

    void draft_inputs();
    async::awaitable<void> look_up();
    void take(draft from, const journal::answer& found);
    [[nodiscard]] std::optional<journal::question> question_for(const input_source::input& from);
    [[nodiscard]] fetch::job start(list_entry& entry);
    [[nodiscard]] fetch::job start_at_once(list_entry& entry);
    void give_name(fetch::job& made, const std::string& from_list);
    void expect_checksums(fetch::job& made);
    [[nodiscard]] bool is_as_listed(const fetch::known_file& known);
    void tell_failures(const fetch::report& done);

    list_settings settings_;
    input_source inputs_;
    name_book names_;
    std::unique_ptr<job_history> history_;
    bool looks_up_ = false;  // the journal may know something of an input
    std::vector<draft> drafts_;
    std::deque<fetch::job> ready_;
    std::uint64_t count_ = 0;
    std::uint64_t left_out_ = 0;
    std::unordered_map<std::uint64_t, std::string> unchecked_;  // jobs under way of which the checksums say nothing
    std::uint64_t unchecked_count_ = 0;                         // and those that have ended
    std::string unchecked_names_;                               // of the first of them
};

}  // namespace trawl::batch
