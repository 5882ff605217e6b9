#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/mirror_targets.hpp"
#include "crawl/state.hpp"
#include "files/folder.hpp"
#include "files/sha256.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// --convert-links: makes the links of mirrored documents and style sheets fit for reading them from the disk (see
/// `with_local_links`). What was fetched is kept, beneath the folder in .trawl/originals, so that a later run, which may
/// have fetched more, converts from that again. Each file is replaced at once: there is always the old one or the new one.
///
/// Errors      Throws `boost::system::system_error` that names the file.
/// Threads     One at a time. It blocks.
/// Limits      Files of up to 64 MiB; larger ones stay as they are.
class link_conversion {
public:
    link_conversion(files::folder mirror, const mirror_targets& targets)
        : mirror_(std::move(mirror)), targets_(targets) {}

    enum class result : std::uint8_t {
        converted,
        as_it_was,  ///< no link to change, or no document, or converted already
        not_ours,   ///< gone, or changed by somebody else since it was fetched: left alone
    };

    /// `sha256` is of the file as it was fetched, `charset` what it was read in, if that is known.
    result convert(const http::url& where, std::string_view path, const files::sha256_digest& sha256,
                   std::string_view charset = {});

private:
    files::folder mirror_;
    const mirror_targets& targets_;
};

struct conversion_report {
    std::uint64_t converted = 0;
    std::uint64_t unchanged = 0;
    std::vector<std::string> not_ours;  ///< paths of the first 100 of them
    bool is_interrupted = false;
};

/// Converts all files that the crawl has mirrored. Requires that what is known is committed, and that nothing is added
/// meanwhile. Soon after `is_interrupted` became true it returns; another call does the rest.
[[nodiscard]] conversion_report convert_mirror(state& known, const files::folder& mirror,
                                               mirror_targets::key_function key_of,
                                               const std::atomic<bool>& is_interrupted);

}  // namespace trawl::crawl
