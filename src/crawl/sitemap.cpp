#include "crawl/sitemap.hpp"

#include <utility>

namespace trawl::crawl {

class sitemap_reader::implementation {
public:
    explicit implementation(http::url location) : location_(std::move(location)) {}

    http::url location_;
    sitemap read_;
};

sitemap_reader::sitemap_reader(http::url location, std::string /*content_type*/)
    : implementation_(std::make_unique<implementation>(std::move(location))) {
}
sitemap_reader::sitemap_reader(sitemap_reader&&) noexcept = default;
sitemap_reader& sitemap_reader::operator=(sitemap_reader&&) noexcept = default;
sitemap_reader::~sitemap_reader() = default;

void sitemap_reader::feed(std::string_view /*bytes*/) {
}

bool sitemap_reader::has_enough() const noexcept {
    return false;
}

sitemap sitemap_reader::finish() {
    return std::move(implementation_->read_);
}

}  // namespace trawl::crawl
