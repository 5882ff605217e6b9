#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/uuid/random_generator.hpp>

#include "crawl/output_log.hpp"
#include "crawl/page_output.hpp"
#include "files/hasher.hpp"
#include "output/cdxj_index.hpp"
#include "output/gzip_members.hpp"

namespace trawl::output {

struct warc_settings {
    /// Of the files' paths: PREFIX-00000.warc.gz, PREFIX-00001.warc.gz ..., PREFIX.cdxj.
    std::string prefix;
    /// Of WARC-Block-Digest and WARC-Payload-Digest: sha1, which all readers know, or sha256.
    files::digest_algorithm digest = files::digest_algorithm::sha1;
    /// A file that has as many bytes is followed by the next one. It may get some more than that: the pages of one commit
    /// stay together.
    std::uint64_t max_size = std::uint64_t{1} << 30U;
    std::string software;    ///< "trawl/0.4.0"
    std::string user_agent;  ///< as it is sent
    std::string hostname;    ///< of this machine; empty: not told
    bool ignores_robots = false;
};

/// --warc: archives of WARC 1.1 (https://iipc.github.io/warc-specifications/), with an index beside them. Each record is
/// a gzip member of its own. A file begins with a warcinfo record; then, for each page, response, request and metadata, or
/// a revisit in the place of the response: of a payload that is in the archive already, and of a reply 304. So it is for each fetch of robots.txt.
///
/// What a response holds is the head and the body without its transfer coding: Transfer-Encoding stands as
/// X-Orig-Transfer-Encoding, with a Content-Length that is right. So does a Content-Length that is wrong because the body
/// was cut off: as X-Orig-Content-Length. Values of Authorization, Proxy-Authorization and Cookie in requests are written
/// as "***". A page without a reply is passed over.
///
/// Limits      About 30 bytes of memory for each page. Bodies are read in pieces of 256 KiB.
class warc_output final : public crawl::page_output {
public:
    explicit warc_output(warc_settings settings);

    void open(const std::vector<crawl::output_file>& committed) override;
    void write(const crawl::page& what) override;
    void archive(const crawl::page& what) override;
    void sync() override;
    void describe(std::vector<crawl::output_file>& into) const override;
    /// Makes the index.
    void finish() override { index_->write_sorted(); }

private:
    [[nodiscard]] std::string path_of(std::size_t serial) const;
    [[nodiscard]] std::string new_id();
    [[nodiscard]] std::string payload_digest_of(const crawl::page& what);
    void write_info();
    void write_reply(const crawl::page& what, const std::string& id);
    void write_request(const crawl::page& what, const std::string& reply_id);
    void write_capture(const crawl::page& what, bool is_page);
    void write_metadata(const crawl::page& what, const std::string& reply_id, bool is_page);
    void append_record(std::string head, std::string_view block, const crawl::payload* rest);

    warc_settings settings_;
    std::string prefix_;  // absolute
    std::vector<crawl::output_file> finished_;
    std::optional<crawl::output_log> log_;  // of the file that grows
    std::optional<cdxj_index> index_;
    gzip_members members_;
    files::hasher hasher_;
    boost::uuids::random_generator_mt19937 ids_;
    std::vector<char> piece_;
};

}  // namespace trawl::output
