#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "batch/byte_source.hpp"
#include "batch/list_parser.hpp"
#include "batch/list_settings.hpp"
#include "fetch/frontier.hpp"
#include "files/name_registry.hpp"

namespace trawl::batch {

/// The URLs of a command line, then those of a list, in that order. Each gets its file name here, so that which of two
/// inputs gets a name does not depend on which is fetched first.
///
/// Limits      Constant memory, but for the names: 5 to 10 bytes each (see name_registry).
class list_frontier final : public fetch::frontier {
public:
    /// `list` may be null. Without `names_files` the jobs have no names, and none is remembered.
    list_frontier(std::vector<std::string> urls, std::unique_ptr<byte_source> list, bool names_files = true);
    explicit list_frontier(list_settings settings);

    /// Takes a name, or one like it that is free, so that no job gets it: a file of ours in the output folder, before
    /// the first `next`; later what Content-Disposition asks for.
    std::string claim(std::string name);

    /// Keeps a name from being given to a job. Before the first `next`.
    void reserve(std::string name) { (void)claim(std::move(name)); }

    [[nodiscard]] async::awaitable<std::optional<fetch::job>> next() override;
    void settled(const fetch::report& done) override;

    /// Inputs that were left out because no run has tried them before (only_failed).
    [[nodiscard]] std::uint64_t left_out() const noexcept { return left_out_; }

private:
    [[nodiscard]] fetch::job make_job(std::string input, std::uint64_t line, http::result<http::url> target);

    list_settings settings_;
    std::size_t next_url_ = 0;
    list_parser lines_;
    files::name_registry names_;
    std::uint64_t count_ = 0;
    std::uint64_t left_out_ = 0;
    bool is_list_read_ = false;
};

}  // namespace trawl::batch
