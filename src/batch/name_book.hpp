#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "files/name_registry.hpp"

namespace trawl::batch {

/// Gives the files of a run their names, which stay what they were in runs before: a name that an earlier run gave to
/// a file is for that file, or for who asks for it by name.
///
/// Threads     One at a time.
/// Limits      As `files::name_registry`, twice when there were earlier runs.
class name_book {
public:
    /// An earlier run gave it. Before the first name is given.
    void remember(const std::string& name);

    /// What a new file gets that would like to be called so. Requires a name.
    [[nodiscard]] std::string claim(std::string wanted);

    /// The same for one that had this name before; nullopt: it was given to another in this run.
    [[nodiscard]] std::optional<std::string> keep(const std::string& name);

    /// For what a server names: `name`, if a file under way had it before, else as `claim`.
    [[nodiscard]] std::string claim_late(std::string wanted);
    /// A file under way that had this name from its server.
    void expect(std::string name) { expected_.insert(std::move(name)); }

private:
    files::name_registry taken_;                 // remembered or given
    std::optional<files::name_registry> given_;  // in this run; without earlier ones it is the same
    std::unordered_set<std::string> expected_;
};

}  // namespace trawl::batch
