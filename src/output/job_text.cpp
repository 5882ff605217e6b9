#include "output/job_text.hpp"

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "base/printable.hpp"
#include "output/reason.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

constexpr std::size_t longest_input = 200;

std::string success_text(const fetch::report& done, const fetch::fetched& how) {
    std::string text = std::to_string(done.reply->status) + ", " +
                       base::to_text(base::byte_size{done.reply->bytes_decoded}) + " in " + base::to_text(done.took);
    if (!how.path.empty()) {
        text += ", " + base::printable(how.path);
    }
    return text;
}

}  // namespace

std::string job_text(const fetch::job& what) {
    std::string input = redacted_input(what);
    if (input.size() > longest_input) {
        input.resize(longest_input);
        input += "...";
    }
    if (input.empty()) {
        return what.line == 0 ? "an empty argument" : "line " + std::to_string(what.line);
    }
    return (what.line == 0 ? "" : "line " + std::to_string(what.line) + ": ") + base::printable(input);
}

std::string outcome_text(const fetch::report& done) {
    const auto* how = std::get_if<fetch::fetched>(&done.how);
    return job_text(done.what) + ": " +
           (how != nullptr ? success_text(done, *how) : base::printable(reason_of(done).message));
}

}  // namespace trawl::output
