#include "crawl/state_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "base/log.hpp"
#include "base/printable.hpp"
#include "files/descriptor.hpp"

namespace trawl::crawl {

namespace {

constexpr auto longest_wait = std::chrono::milliseconds{250};
constexpr std::size_t most_pages = 1000;

}  // namespace

state_writer::state_writer(const files::folder& where, std::vector<std::unique_ptr<page_output>> outputs)
    : where_(where), store_(where), outputs_(std::move(outputs)) {
    const std::vector<output_file> committed = store_.outputs();
    for (const auto& each : outputs_) {
        each->open(committed);
    }
    tell_what_is_missing(committed);
    // From here on they are known as the crawl's own, however soon it ends.
    commit();
}

void state_writer::tell_what_is_missing(const std::vector<output_file>& committed) {
    const auto is_in = [](const std::vector<output_file>& files) {
        return [&files](const output_file& one) {
            return std::ranges::find(files, one.path, &output_file::path) != files.end();
        };
    };
    std::vector<output_file> all;
    for (const auto& each : outputs_) {
        std::vector<output_file> files;
        each->describe(files);
        if (std::ranges::none_of(files, is_in(committed)) && !files.empty()) {
            if (const auto pages = store_.done_count(); pages > 0) {
                base::log(base::log_level::warn,
                          base::printable(files.front().path) + " begins now: the " + std::to_string(pages) +
                              " URLs that are done are not in it (--refresh asks for them again)");
            }
        }
        all.insert(all.end(), files.begin(), files.end());
    }
    const auto left = std::ranges::find_if_not(committed, is_in(all));
    if (left != committed.end()) {
        base::log(base::log_level::warn,
                  base::printable(left->path) +
                      " is an output of this crawl that is not given now: what this run fetches will not be in it");
    }
}

void state_writer::write(state_change& what) {
    if (!store_.has_uncommitted()) {
        due_ = std::chrono::steady_clock::now() + longest_wait;
    }
    if (auto* const settled = std::get_if<std::unique_ptr<settled_url>>(&what)) {
        write_page(**settled);
    } else if (auto* const exchange = std::get_if<kept_exchange>(&what)) {
        archive(*exchange);
    }
    store_.put(what);
    if (pages_ >= most_pages) {
        due_ = {};
    }
}

void state_writer::write_page(settled_url& what) {
    ++pages_;
    has_mirrored_ = has_mirrored_ || !what.how.path.empty();
    if (what.what == nullptr) {
        return;
    }
    page& made = *what.what;
    if (!made.same_as && what.how.same_as != 0) {
        made.same_as.emplace().id = what.how.same_as;
    }
    if (made.same_as) {
        made.same_as = store_.same_as(made.same_as->id);
    }
    if (made.same_as && made.same_as->id == 0) {
        made.same_as.reset();
    }
    if (made.is_not_modified) {
        const same_page earlier = store_.same_as(made.id);
        made.unmodified_since = earlier.id != 0 ? std::optional(earlier.started) : std::nullopt;
    }
    for (const auto& each : outputs_) {
        each->write(made);
    }
    has_written_outputs_ = has_written_outputs_ || !outputs_.empty();
    what.what.reset();
}

void state_writer::archive(kept_exchange& what) {
    for (const auto& each : outputs_) {
        each->archive(*what.what);
    }
    has_written_outputs_ = has_written_outputs_ || !outputs_.empty();
    what.what.reset();
}

void state_writer::commit() {
    std::vector<output_file> sizes;
    if (std::exchange(has_written_outputs_, false)) {
        for (const auto& each : outputs_) {
            each->sync();
            each->describe(sizes);
        }
    }
    if (std::exchange(has_mirrored_, false)) {
        sync_mirror();
    }
    store_.commit(sizes);
    pages_ = 0;
}

// The files of pages were renamed to their names before these were settled; one call for all of them.
void state_writer::sync_mirror() {
    // The folder itself is open as a place only.
    const files::descriptor folder(::openat(where_.fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (!folder.is_open() || ::syncfs(folder.fd()) != 0) {
        if (errno != EINTR) {
            throw boost::system::system_error(files::last_error(), "cannot write " + where_.path());
        }
    }
}

void state_writer::finish() {
    commit();
    for (const auto& each : outputs_) {
        each->finish();
    }
}

}  // namespace trawl::crawl
