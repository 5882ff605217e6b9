#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <variant>

#include "fetch/job.hpp"
#include "files/download.hpp"

namespace trawl::fetch {

/// Where the bodies of a run go: into a folder under their jobs' names, to one path that the user named, or nowhere.
class destination {
public:
    /// Nowhere: bodies are read and dropped.
    destination() = default;
    /// Lists the folder, for what an earlier run has left there. Blocks.
    explicit destination(files::folder where);
    explicit destination(files::direct_target target);

    /// The file that a job's body becomes. If it goes nowhere: nullopt, or one that keeps nothing but tells digests.
    [[nodiscard]] std::optional<files::download> open(files::writer& disk, const job& what,
                                                      bool wants_digests = false) const;

    /// Where the job's file is, or will be unless Content-Disposition gives it another name; as the user would type it.
    /// Empty if it goes nowhere.
    [[nodiscard]] std::string path_of(const job& what) const;
    /// The same of a file that got another name, relative to the folder.
    [[nodiscard]] std::string path_of(const std::string& name) const;

    /// Whether an earlier run may have left a part of the job's file.
    [[nodiscard]] bool may_have_part(const job& what) const;

    /// Whether bodies become files at all.
    [[nodiscard]] bool keeps() const noexcept { return !std::holds_alternative<std::monostate>(where_); }

    /// Whether the file may get another name than the job's.
    [[nodiscard]] bool is_folder() const noexcept { return std::holds_alternative<files::folder>(where_); }

    /// Whether what has been written cannot be taken back (standard output, a pipe, a device), so that a second attempt would repeat it.
    [[nodiscard]] bool is_stream() const noexcept { return is_stream_; }

private:
    std::variant<std::monostate, files::folder, files::direct_target> where_;
    bool is_stream_ = false;
    /// The files at the top of the folder that had a .part.json when the run began.
    std::unordered_set<std::string> parts_;
    bool had_folders_ = false;
};

}  // namespace trawl::fetch
