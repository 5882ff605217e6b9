#include "unit/output/sample_page.hpp"

#include <algorithm>
#include <chrono>

#include "files/hasher.hpp"

namespace trawl::output::test {

void set_body(crawl::page& what, std::string_view body) {
    what.body = {};
    what.body.append(body);
    what.wire_size = body.size();
    what.size = body.size();
    files::hasher sha1(files::digest_algorithm::sha1);
    sha1.update(body);
    std::copy_n(sha1.finish().bytes.begin(), what.payload_sha1.size(), what.payload_sha1.begin());
    files::sha256 sha256;
    sha256.update(body);
    what.sha256 = sha256.finish();
}

std::shared_ptr<crawl::page> sample_page(std::string_view url, std::string_view body, std::string_view media_type) {
    using namespace std::chrono_literals;
    auto made = std::make_shared<crawl::page>(http::parse_url(url).value());
    made->started = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 10h + 33min + 49s + 123ms;
    made->trace.remote = boost::asio::ip::make_address("192.0.2.1");
    made->trace.took.total = 12500us;
    made->request_head = "GET " + std::string(made->url.target()) +
                         " HTTP/1.1\r\nHost: " + std::string(made->url.host_field()) + "\r\nUser-Agent: trawl\r\n\r\n";
    made->status = 200;
    made->reason = "OK";
    made->media_type = media_type;
    made->fields.add("Content-Type", media_type);
    made->fields.add("Content-Length", std::to_string(body.size()));
    set_body(*made, body);
    return made;
}

void add_link(crawl::page& what, std::string_view target, std::string_view anchor, html::link_kind kind) {
    html::found_link link;
    if (auto resolved = http::resolve_url(target, what.url)) {
        link.target = std::move(resolved).value();
    }
    link.raw = target;
    link.anchor = anchor;
    link.kind = kind;
    what.links.push_back(std::move(link));
}

}  // namespace trawl::output::test
