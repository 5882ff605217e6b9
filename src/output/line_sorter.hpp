#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::output {

/// Sorts lines by their bytes, as many as the disk takes: what does not fit into memory waits in unnamed files.
///
/// Errors      Throws `boost::system::system_error` that names the folder.
/// Threads     One at a time. It blocks.
/// Limits      Memory: `memory` for the lines, and once more while it is sorted if they are short.
class line_sorter {
public:
    /// `folder` is for the unnamed files.
    line_sorter(files::folder folder, std::size_t memory) : folder_(std::move(folder)), memory_(memory) {}

    /// Without its line feed.
    void add(std::string_view line);

    /// Gives all lines in order. The views are good during the call.
    void finish(const std::function<void(std::string_view)>& take);

private:
    void sort();
    void put_aside();

    files::folder folder_;
    std::size_t memory_;
    std::string text_;
    std::vector<std::string_view> lines_;
    std::vector<files::descriptor> runs_;
};

}  // namespace trawl::output
