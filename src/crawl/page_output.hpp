#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crawl/page.hpp"

namespace trawl::crawl {

/// A file of an output, and how much of it the state has recorded as written.
struct output_file {
    /// The key under which the state remembers it: the path as the user would type it, made absolute.
    std::string path;
    std::uint64_t size = 0;
};

/// What grows by each page: an archive, records, a link graph. The state makes it exactly-once: it writes a number of
/// pages, syncs, and commits the sizes in the transaction that says that these pages are done. What was written and not
/// committed when a crawl ended is cut off when it goes on.
///
/// Errors      All of them throw `boost::system::system_error`, or std::runtime_error, saying which file and why.
/// Threads     `open` before the state's thread starts; all others on that thread. They block.
class page_output {
public:
    page_output() = default;
    page_output(const page_output&) = delete;
    page_output& operator=(const page_output&) = delete;
    virtual ~page_output() = default;

    /// Opens its files to go on with them: each one of `committed` that is its own is cut back to that size; one that is
    /// shorter, or gone, is an error that names it. A file of its own that is there and was not committed is an error
    /// too, unless it is empty: it is somebody else's, and never overwritten. Without any, it starts anew. Nothing is
    /// written before the first `write`: until their sizes are committed, its files look like somebody else's.
    virtual void open(const std::vector<output_file>& committed) = 0;

    /// Adds a page. It may be held back in memory until `sync`.
    virtual void write(const page& what) = 0;

    /// Adds an exchange that is no page of the crawl: one of robots.txt. Archives do; others pass it over.
    virtual void archive(const page& what) { (void)what; }

    /// Returns when all that was added is on the disk (fdatasync).
    virtual void sync() = 0;

    /// Adds its files with their sizes as of now; those of files that it has finished with, too.
    virtual void describe(std::vector<output_file>& into) const = 0;

    /// The crawl, or this run of it, has ended: makes what is made from the whole (an index). Everything is committed by
    /// then. What it makes may be made again by a later run.
    virtual void finish() = 0;
};

}  // namespace trawl::crawl
