#include "output/job_text.hpp"

#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "base/printable.hpp"
#include "output/reason.hpp"
#include "output/redact.hpp"

namespace trawl::output {

namespace {

constexpr std::size_t longest_input = 200;

struct tell_success {
    const fetch::report& done;

    std::string operator()(const fetch::fetched& how) const {
        return std::to_string(done.reply->status) + ", " + base::to_text(base::byte_size{done.reply->bytes_decoded}) +
               " in " + base::to_text(done.took) + place(how.path);
    }
    std::string operator()(const fetch::not_modified& how) const { return "not modified" + place(how.path); }
    std::string operator()(const fetch::already_complete& how) const { return "already complete" + place(how.path); }
    template <class Failure>
    std::string operator()(const Failure&) const {
        return base::printable(reason_of(done).message);
    }

    static std::string place(const std::string& path) { return path.empty() ? "" : ", " + base::printable(path); }
};

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
    return job_text(done.what) + ": " + std::visit(tell_success{done}, done.how);
}

}  // namespace trawl::output
