#include "output/link_graph.hpp"

#include <string_view>

#include "output/csv.hpp"
#include "output/json.hpp"
#include "output/json_members.hpp"

namespace trawl::output {

namespace {

std::string shown(const http::url& where) {
    return where.username().empty() && where.password().empty() ? where.href() : where.redacted();
}

void append_csv(std::string& out, std::string_view source, const html::found_link& link) {
    append_csv_field(out, source);
    out += ',';
    append_csv_field(out, shown(*link.target));
    out += ',';
    out += html::name(link.kind);
    out += ',';
    append_csv_field(out, link.anchor);
    out += link.nofollow ? ",true\r\n" : ",false\r\n";
}

void append_json(std::string& out, std::string_view source, const html::found_link& link) {
    out += R"({"source":)";
    append_json_string(out, source);
    out += R"(,"target":)";
    append_json_url(out, *link.target);
    out += R"(,"kind":)";
    append_json_string(out, html::name(link.kind));
    out += R"(,"anchor":)";
    append_json_string(out, link.anchor);
    out += R"(,"nofollow":)";
    append_json_bool(out, link.nofollow);
    out += "}\n";
}

}  // namespace

link_graph::link_graph(const std::string& path) : path_(crawl::output_path(path)), is_csv_(path.ends_with(".csv")) {
}

void link_graph::open(const std::vector<crawl::output_file>& committed) {
    log_.emplace(path_, crawl::committed_size(committed, path_));
}

void link_graph::write(const crawl::page& what) {
    lines_.clear();
    if (is_csv_ && log_->size() == 0) {
        lines_ += "source,target,kind,anchor,nofollow\r\n";
    }
    const std::string source = shown(what.known_url());
    for (const html::found_link& link : what.links) {
        if (link.target && !link.is_inert) {
            (is_csv_ ? append_csv : append_json)(lines_, source, link);
        }
    }
    log_->append(lines_);
}

}  // namespace trawl::output
