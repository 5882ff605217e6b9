#pragma once

#include <optional>
#include <string>
#include <variant>

#include "fetch/job.hpp"
#include "files/download.hpp"

namespace trawl::fetch {

/// Where the bodies of a run go: into a folder under their jobs' names, to one path that the user named, or nowhere.
class destination {
public:
    /// Nowhere: bodies are read and dropped.
    destination() = default;
    explicit destination(files::folder where) : where_(std::move(where)) {}
    explicit destination(files::direct_target target);

    /// The file that a job's body becomes; nullopt if it goes nowhere.
    [[nodiscard]] std::optional<files::download> open(files::writer& disk, const job& what) const;

    /// As the user would type it; empty if it goes nowhere.
    [[nodiscard]] std::string path_of(const job& what) const;

    /// Whether what has been written cannot be taken back (standard output, a pipe, a device), so that a second attempt would repeat it.
    [[nodiscard]] bool is_stream() const noexcept { return is_stream_; }

private:
    std::variant<std::monostate, files::folder, files::direct_target> where_;
    bool is_stream_ = false;
};

}  // namespace trawl::fetch
