#include "check/line_expectations.hpp"

#include <algorithm>
#include <utility>

#include "files/digest.hpp"

namespace trawl::check {

namespace {

void expect_also(entry& to, const std::string& text) {
    auto what = *expect::expectation::parse(text);
    to.wants |= what.wants();
    to.expectations.push_back({std::move(what), to.where});
}

}  // namespace

boost::system::result<std::shared_ptr<const entry>, std::string> entry_of_line(std::shared_ptr<const entry> usual,
                                                                               const fetch::job_details& line) {
    if (line.digests.empty() && !line.size) {
        return usual;
    }
    auto made = std::make_shared<entry>(*usual);
    if (line.size) {
        expect_also(*made, "size == " + std::to_string(*line.size));
    }
    const auto known = std::ranges::find(line.digests, files::digest_algorithm::sha256, &files::digest::algorithm);
    if (known != line.digests.end()) {
        const std::string text = files::to_text(*known);
        expect_also(*made, "sha256 == " + text.substr(text.find('=') + 1));
    } else if (!line.digests.empty()) {
        return "of digests, a check looks at sha256 alone, not at " +
               std::string(files::name(line.digests.front().algorithm));
    }
    return std::shared_ptr<const entry>(std::move(made));
}

}  // namespace trawl::check
