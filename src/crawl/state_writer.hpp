#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crawl/page_output.hpp"
#include "crawl/state_change.hpp"
#include "crawl/state_store.hpp"
#include "files/folder.hpp"

namespace trawl::crawl {

/// The order in which the state and the outputs are written: pages into the outputs, the outputs to the disk, and one
/// transaction that has both the endings of these pages and the sizes of the outputs.
///
/// Errors      Throws what the outputs and the store throw. Nothing can be committed after that.
/// Threads     One at a time. It blocks.
class state_writer {
public:
    /// Opens the outputs to go on with them. What is given now and was not before, or the other way round, is told:
    /// pages will be missing in it.
    state_writer(const files::folder& where, std::vector<std::unique_ptr<page_output>> outputs);

    [[nodiscard]] state_store& store() noexcept { return store_; }

    void write(state_change& what);
    void commit();
    /// When what was written since the last commit is to be committed; requires that there is something.
    [[nodiscard]] std::chrono::steady_clock::time_point due() const noexcept { return due_; }
    [[nodiscard]] bool has_uncommitted() const noexcept { return store_.has_uncommitted(); }

    /// Commits, and lets the outputs make what is made from the whole.
    void finish();

private:
    void tell_what_is_missing(const std::vector<output_file>& committed);
    void write_page(settled_url& what);
    void archive(kept_exchange& what);
    void sync_mirror();

    files::folder where_;
    state_store store_;
    std::vector<std::unique_ptr<page_output>> outputs_;
    std::chrono::steady_clock::time_point due_;
    std::size_t pages_ = 0;
    bool has_written_outputs_ = true;
    bool has_mirrored_ = false;
};

}  // namespace trawl::crawl
