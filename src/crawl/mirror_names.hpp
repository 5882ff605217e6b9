#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "files/name_registry.hpp"
#include "files/name_template.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// The paths of mirrored files: folders as on the server, "HOST/PATH?QUERY"; "index.html" behind a '/', and ".html" or
/// ".css" behind a name of that type that does not say so, for browsers go by names when they open files.
///
/// A URL keeps its path: it gets the same one whenever it is asked for with the same type, in later runs too if `take`
/// has told what earlier ones gave out. Where a file and a folder want one name, and where two URLs want one path, the later one gets
/// a number, as `files::name_registry` says.
///
/// Threads     One at a time.
/// Limits      About 30 bytes a file.
class mirror_names {
public:
    /// The relative path for the file of a URL; its fragment and user-info do not matter.
    [[nodiscard]] std::string name_for(const http::url& where, std::string_view media_type);

    /// An earlier run has given this path to this URL. One that does not go with what is taken already is not given out
    /// again, nor kept.
    void take(const http::url& where, std::string_view path);

private:
    files::name_template tree_ = files::name_template::tree();
    files::name_registry taken_;
    // By hashes of the URL and its path; what is no path that `name_for` would want stands in the other one.
    boost::unordered_flat_set<std::uint64_t> wanted_;
    boost::unordered_flat_map<std::uint64_t, std::string> others_;
};

enum class linked_format : std::uint8_t { html, css };

/// What a mirrored file is read as, by its name: mirrored names end as their types ask for.
[[nodiscard]] std::optional<linked_format> linked_format_of(std::string_view path) noexcept;

/// `path` with what `media_type` asks for behind it: ".html", ".css" or nothing.
[[nodiscard]] std::string with_type_ending(std::string path, std::string_view media_type);

}  // namespace trawl::crawl
