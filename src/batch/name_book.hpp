#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "files/name_registry.hpp"

namespace trawl::batch {

/// Gives the files of a run their names, which stay what they were in runs before: a name that an earlier run gave to
/// a file is for that file, or for who asks for it by name.
///
/// Threads     One at a time.
/// Limits      As `files::name_registry`, twice when there were earlier runs.
class name_book {
public:
    /// There were earlier runs. Before all else.
    void keep_names() { given_.emplace(); }
    /// An earlier run gave it. Before the first name is given.
    void remember(const std::string& name);

    /// What a new file gets that would like to be called so. Requires a name.
    [[nodiscard]] std::string claim(std::string wanted);

    /// The same for a name that the list gives: an earlier run's file of that name is the user's to replace, but one of
    /// this run is not; nor is a file where a folder is needed.
    [[nodiscard]] std::string claim_listed(std::string wanted);

    /// The same for one that had this name before; nullopt: it was given to another in this run.
    [[nodiscard]] std::optional<std::string> keep(const std::string& name);

    /// Whether this run or an earlier one has given it.
    [[nodiscard]] bool is_given(const std::string& name) const { return taken_.is_taken(name); }

    /// Nobody gets it, neither who had it before. Before the first name is given.
    void reserve(const std::string& name);

    /// A job under way had this name from its server.
    void expect(std::string name, std::uint64_t job) { expected_.emplace(job, std::move(name)); }
    /// For what a server names: what this job had before, if that was made of the same name, else as `claim`.
    [[nodiscard]] std::string claim_late(std::string wanted, std::uint64_t job);
    /// The job has ended.
    void settled(std::uint64_t job) { expected_.erase(job); }

private:
    files::name_registry taken_;                 // remembered or given
    std::optional<files::name_registry> given_;  // in this run; without earlier ones it is the same
    std::unordered_map<std::uint64_t, std::string> expected_;
};

}  // namespace trawl::batch
