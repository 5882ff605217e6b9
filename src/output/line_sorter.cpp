#include "output/line_sorter.hpp"

#include <algorithm>
#include <memory>
#include <queue>
#include <utility>

#include <boost/system/system_error.hpp>

#include "files/unnamed_file.hpp"
#include "output/file_lines.hpp"

namespace trawl::output {

namespace {

struct later_line {
    bool operator()(const line_reader* left, const line_reader* right) const { return left->line() > right->line(); }
};

}  // namespace

void line_sorter::add(std::string_view line) {
    if (text_.size() + line.size() > text_.capacity()) {
        put_aside();
        // Views of it are kept: it must not move while it grows.
        text_.reserve(std::max(memory_, line.size()));
    }
    const std::size_t at = text_.size();
    text_.append(line);
    lines_.push_back(std::string_view(text_).substr(at));
}

void line_sorter::sort() {
    std::sort(lines_.begin(), lines_.end());
}

void line_sorter::put_aside() {
    if (lines_.empty()) {
        return;
    }
    sort();
    auto file = files::make_unnamed_file(folder_);
    if (!file) {
        throw boost::system::system_error(file.error(), "cannot make a temporary file in " + folder_.path());
    }
    line_writer writer(*file, "a temporary file in " + folder_.path());
    std::for_each(lines_.begin(), lines_.end(), [&](std::string_view line) { writer.add(line); });
    writer.flush();
    runs_.push_back(std::move(*file));
    lines_.clear();
    text_.clear();
}

void line_sorter::finish(const std::function<void(std::string_view)>& take) {
    if (runs_.empty()) {
        sort();
        std::for_each(lines_.begin(), lines_.end(), take);
        return;
    }
    put_aside();
    std::vector<std::unique_ptr<line_reader>> readers;
    std::priority_queue<line_reader*, std::vector<line_reader*>, later_line> queue;
    for (const files::descriptor& each : runs_) {
        readers.push_back(std::make_unique<line_reader>(each, "a temporary file in " + folder_.path()));
        if (readers.back()->next()) {
            queue.push(readers.back().get());
        }
    }
    while (!queue.empty()) {
        line_reader* const first = queue.top();
        queue.pop();
        take(first->line());
        if (first->next()) {
            queue.push(first);
        }
    }
}

}  // namespace trawl::output
