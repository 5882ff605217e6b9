#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "crawl/output_log.hpp"
#include "crawl/page_output.hpp"
#include "files/descriptor.hpp"

namespace trawl::output {

/// A record of an archive that can be looked up.
struct indexed_record {
    std::string urlkey;  ///< SURT
    std::string url;
    std::string date;  ///< as WARC-Date: "2026-11-23T10:33:49.123Z"
    std::string mime;  ///< empty: none
    int status = 0;
    std::string digest;  ///< of the payload, "sha1:..."; empty: none
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::string filename;
    bool has_payload = false;  ///< whole: others may refer to it
};

/// What an index line of an earlier record says, for a revisit.
struct earlier_record {
    std::string url;
    std::string date;
};

/// The index of an archive: PREFIX.cdxj, whose lines are "SURT TIMESTAMP {json}" in the order of their bytes. While the
/// crawl runs, lines go to PREFIX.cdxj.log in the order of the records; `write_sorted` makes the index of them. It also
/// knows which payloads there are already.
///
/// Errors      Throws `boost::system::system_error`, or std::runtime_error, which name the file.
/// Threads     One at a time. It blocks.
/// Limits      About 30 bytes of memory for each payload; 64 MiB while it sorts.
class cdxj_index {
public:
    /// `path` is of the index. An index that is there although nothing was committed is somebody else's: an error.
    cdxj_index(std::string path, const std::vector<crawl::output_file>& committed);

    void add(const indexed_record& what);
    /// The first record that had this payload.
    [[nodiscard]] std::optional<earlier_record> find(std::string_view payload_digest) const;

    void sync();
    void describe(std::vector<crawl::output_file>& into) const { into.push_back({log_.path(), log_.size()}); }
    /// Makes the index of all that was synced; there is always an old one or a new one, never half of one.
    void write_sorted() const;

private:
    void read_back();
    [[nodiscard]] std::string line_at(std::uint64_t offset) const;

    std::string path_;
    crawl::output_log log_;
    files::descriptor written_;  // the log again, to read from
    std::string tail_;           // of the log: what was added since it was synced
    std::uint64_t tail_start_;
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> payloads_;  // by a hash of the digest: where its line is
};

}  // namespace trawl::output
