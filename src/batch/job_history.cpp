#include "batch/job_history.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "batch/journal_report.hpp"
#include "files/name.hpp"
#include "trawl/http/headers.hpp"

namespace trawl::batch {

namespace {

constexpr std::string_view named_by_list = "list ";

std::string hex(std::uint64_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

// Fields that say who asks, not what for.
bool is_of_asker(std::string_view name) noexcept {
    return http::same_name(name, "User-Agent") || http::same_name(name, "Authorization") ||
           http::same_name(name, "Cookie");
}

// One after the other, whatever the order of those with different names.
std::string text_of(const http::headers& fields) {
    std::vector<std::pair<std::string, std::string_view>> all;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (is_of_asker(fields[i].name)) {
            continue;
        }
        std::string name(fields[i].name);
        std::ranges::transform(name, name.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
        all.emplace_back(std::move(name), fields[i].value);
    }
    std::ranges::stable_sort(all, {}, &std::pair<std::string, std::string_view>::first);
    std::string text;
    for (const auto& [name, value] : all) {
        text.append(name).append(":").append(value).append("\n");
    }
    return text;
}

// `own_fields`: the input's. Those of the run may hold what differs each time, and files must keep their names then.
std::string variant(std::string_view method, const std::string* body, const http::headers& own_fields) {
    const std::string fields_text = text_of(own_fields);
    if (method == "GET" && body == nullptr && fields_text.empty()) {
        return {};
    }
    std::string text(method);
    if (body != nullptr) {
        text.append(" ").append(hex(files::name_hash(*body)));
    }
    if (!fields_text.empty()) {
        text.append(" fields=").append(hex(files::name_hash(fields_text)));
    }
    return text;
}

/// Whether a row vouches for what an input asks of its file.
bool meets(const journal_row& row, const fetch::job_details& expected) {
    return (!expected.size || expected.size == row.size) &&
           std::ranges::all_of(expected.digests, [&row](const files::digest& each) {
               if (each.algorithm == files::digest_algorithm::sha256) {
                   return std::equal(row.sha256->begin(), row.sha256->end(), each.bytes.begin());
               }
               return row.digests.find(to_text(each)) != std::string::npos;
           });
}

}  // namespace

std::string journal_url(const http::url& url) {
    const bool is_bare =
        url.username().empty() && url.password().empty() && !url.href().ends_with('#') && url.fragment().empty();
    return is_bare ? url.href() : url.without_credentials().href();
}

job_history::job_history(journal& kept, const list_settings& run)
    : kept_(kept), run_(run), variant_(variant(run.method, run.body.get(), {})) {
}

journal::question job_history::question_for(const list_entry& entry) {
    journal::question asked;
    asked.url = journal_url(*entry.url);
    asked.variant = variant_of(entry.details.get());
    std::string counted = asked.variant.empty() ? asked.url : asked.url + ' ' + asked.variant;
    if (!entry.name.empty() && !entry.name.ends_with('/')) {
        asked.naming.append(named_by_list).append(entry.name);
        counted.append("\n").append(entry.name);
    } else {
        asked.naming = entry.name + run_.naming;
    }
    asked.occurrence = seen_.count(counted);
    return asked;
}

std::optional<journal::question> job_history::question_again(const list_entry& entry, const journal_row& row) {
    if (row.variant != variant_of(entry.details.get())) {
        return std::nullopt;
    }
    return journal::question{row.name, row.url, row.variant, row.occurrence, row.naming};
}

std::shared_ptr<const fetch::known_file> job_history::known(const journal::question& asked,
                                                            const journal::answer& found, const fetch::job& made,
                                                            bool checks_finished) const {
    if (!found.is_as_recorded || found.row->name != made.name || found.row->url != asked.url ||
        found.row->variant != asked.variant || !found.row->sha256) {
        return nullptr;
    }
    if (made.details && !meets(*found.row, *made.details)) {
        return nullptr;
    }
    auto file = std::make_shared<fetch::known_file>();
    file->etag = found.row->etag;
    file->last_modified = found.row->last_modified;
    file->size = *found.row->size;
    file->sha256 = *found.row->sha256;
    file->final_name = found.row->path;
    file->is_enough = found.row->is_done() && !checks_finished;
    return file;
}

void job_history::begin(const fetch::job& made, const journal::question& asked) {
    if (asked.occurrence != 1 || asked.naming != run_.naming) {
        origins_.emplace(made.number, origin{asked.occurrence, asked.naming});
    }
}

void job_history::settled(const fetch::report& done) {
    if (!done.what.target || done.what.name.empty()) {
        return;
    }
    if (changes_journal(done)) {
        kept_.add(row_of(done));
    }
    if (!origins_.empty()) {
        origins_.erase(done.what.number);
    }
}

std::string job_history::variant_of(const fetch::job_details* details) const {
    if (details == nullptr || (details->method.empty() && !details->body && details->fields.empty())) {
        return variant_;
    }
    return variant(details->method.empty() ? run_.method : details->method,
                   details->body ? details->body.get() : run_.body.get(), details->fields);
}

journal_row job_history::row_of(const fetch::report& done) const {
    journal_row row = journal_row_of(done);
    row.url = journal_url(*done.what.target);
    row.variant = variant_of(done.what.details.get());
    row.naming = run_.naming;
    if (const auto origin = origins_.find(done.what.number); origin != origins_.end()) {
        row.occurrence = origin->second.occurrence;
        row.naming = origin->second.naming;
    }
    if (!row.is_done()) {
        const std::string& input = done.what.source_text ? *done.what.source_text : done.what.input;
        row.input = input == row.url ? std::string() : input;
    }
    return row;
}

}  // namespace trawl::batch
