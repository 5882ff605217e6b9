#include "batch/list_frontier.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/printable.hpp"
#include "files/name.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t most_drafts = 256;
constexpr std::size_t most_names_shown = 5;
constexpr std::size_t most_unchecked_shown = 3;

list_settings settings_of(std::vector<std::string> urls, std::unique_ptr<byte_source> list, bool names_files) {
    list_settings settings;
    settings.urls = std::move(urls);
    settings.list = std::move(list);
    settings.names_files = names_files;
    return settings;
}

// One that ends with '/' is a folder for the name that the URL gives.
bool is_whole_name(const std::string& from_list) {
    return !from_list.empty() && !from_list.ends_with('/');
}

/// What gives a failed input back.
std::string source_of(const fetch::job& what) {
    const std::string& text = what.source_text ? *what.source_text : what.input;
    if (text.empty()) {
        return "# line " + std::to_string(what.line) + " is not kept: it could not be read";
    }
    return text;
}

std::string number_of(std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + (count == 1 ? one : many);
}

}  // namespace

list_frontier::list_frontier(std::vector<std::string> urls, std::unique_ptr<byte_source> list, bool names_files)
    : list_frontier(settings_of(std::move(urls), std::move(list), names_files)) {
}

list_frontier::list_frontier(list_settings settings)
    : settings_(std::move(settings)),
      inputs_(std::move(settings_.urls), std::move(settings_.list), settings_.format,
              settings_.only_failed ? settings_.history : nullptr) {
    if (settings_.history == nullptr || !settings_.names_files) {
        return;
    }
    history_ = std::make_unique<job_history>(*settings_.history, settings_);
    looks_up_ = !settings_.history->is_fresh() || settings_.only_failed;
    if (looks_up_) {
        names_.keep_names();
        settings_.history->each_name([this](const std::string& name) { names_.remember(name); });
    }
}

async::awaitable<std::optional<fetch::job>> list_frontier::next() {
    std::optional<fetch::job> found = try_next();
    while (!found) {
        if (looks_up_) {
            draft_inputs();
        }
        if (!drafts_.empty()) {
            co_await look_up();
        } else if (!co_await inputs_.wait()) {
            co_return std::nullopt;
        }
        found = try_next();
    }
    co_return found;
}

std::optional<fetch::job> list_frontier::try_next() {
    if (!ready_.empty()) {
        std::optional<fetch::job> first = std::move(ready_.front());
        ready_.pop_front();
        return first;
    }
    if (!looks_up_) {
        if (auto from = inputs_.next()) {
            return start_at_once(from->entry);
        }
    }
    return std::nullopt;
}

// As many as there are without waiting.
void list_frontier::draft_inputs() {
    while (drafts_.size() < most_drafts) {
        auto from = inputs_.next();
        if (!from) {
            return;
        }
        auto asked = question_for(*from);
        if (from->failed && !asked) {
            ++left_out_;  // this run would ask for something else
            continue;
        }
        drafts_.push_back({std::move(*from), std::move(asked)});
    }
}

std::optional<journal::question> list_frontier::question_for(const input_source::input& from) {
    if (!from.entry.url) {
        return std::nullopt;
    }
    return from.failed ? history_->question_again(from.entry, *from.failed) : history_->question_for(from.entry);
}

// Cancelled, it keeps the drafts for the next call.
async::awaitable<void> list_frontier::look_up() {
    std::vector<journal::question> asked;
    for (const draft& each : drafts_) {
        if (each.asked) {
            asked.push_back(*each.asked);
        }
    }
    const auto found = co_await settings_.history->look_up(std::move(asked));
    auto answer = found.begin();
    const journal::answer none;
    for (draft& each : std::exchange(drafts_, {})) {
        const journal::answer& known = each.asked ? *answer++ : none;
        take(std::move(each), known);
    }
}

void list_frontier::take(draft from, const journal::answer& found) {
    list_entry& entry = from.from.entry;
    const bool is_known = found.row && found.row->url == from.asked->url && found.row->variant == from.asked->variant;
    if (settings_.only_failed && from.asked && !is_known) {
        ++left_out_;
        return;
    }
    const std::string from_list = std::move(entry.name);
    fetch::job made = start(entry);
    if (from.asked) {
        std::optional<std::string> kept;
        if (found.row) {
            kept = names_.keep(found.row->name);
        }
        // A row without a digest is of one that never came to a file.
        made.owns_name = kept && is_known && (found.row->sha256 || *kept == from_list);
        if (kept) {
            made.name = std::move(*kept);
        } else if (from.from.failed) {
            made.name = names_.claim(from.asked->name);
        } else {
            give_name(made, from_list);
        }
        expect_checksums(made);
        made.known = history_->known(*from.asked, found, made, settings_.checks_finished && !settings_.only_failed);
        if (made.known && !is_as_listed(*made.known)) {
            made.known = nullptr;
        }
        history_->begin(made, *from.asked);
        const bool is_asked_for = !made.known || !made.known->is_enough;
        if (kept && is_asked_for && is_known && !found.row->path.empty()) {
            made.own_path = found.row->path;
            names_.expect(found.row->path, made.number);
        }
    }
    ready_.push_back(std::move(made));
}

// Without a look at earlier runs: there were none, or they do not count.
fetch::job list_frontier::start_at_once(list_entry& entry) {
    std::optional<journal::question> asked;
    if (history_ && entry.url) {
        asked = history_->question_for(entry);
    }
    const std::string from_list = std::move(entry.name);
    fetch::job made = start(entry);
    if (!made.target) {
        return made;
    }
    if (settings_.names_files) {
        give_name(made, from_list);
    }
    expect_checksums(made);
    if (asked) {
        history_->begin(made, *asked);
    }
    return made;
}

fetch::job list_frontier::start(list_entry& entry) {
    if (!entry.warning.empty()) {
        base::log(base::log_level::warn, "line " + std::to_string(entry.line) + ": " + entry.warning);
    }
    fetch::job made(std::move(entry.url));
    made.number = ++count_;
    made.line = entry.line;
    made.input = std::move(entry.text);
    made.is_bad_line = entry.is_bad_line;
    made.details = std::move(entry.details);
    made.source_text = std::move(entry.source_text);
    return made;
}

// A new one.
void list_frontier::give_name(fetch::job& made, const std::string& from_list) {
    if (is_whole_name(from_list)) {
        made.name = names_.claim_listed(from_list);
        made.owns_name = history_ == nullptr || made.name == from_list;
        return;
    }
    made.name = names_.claim(from_list + (settings_.name_for ? settings_.name_for(*made.target, made.number)
                                                             : files::safe_name(*made.target)));
    made.owns_name = history_ == nullptr;
}

void list_frontier::expect_checksums(fetch::job& made) {
    if (settings_.checksums == nullptr) {
        return;
    }
    const std::string of_url = files::safe_name(*made.target);
    const std::string& name = !made.name.empty() ? made.name : !settings_.output.empty() ? settings_.output : of_url;
    const auto is_given = [this](const std::string& path) { return names_.is_given(path); };
    const auto digests = settings_.checksums->find(name, of_url, is_given);
    if (digests.empty()) {
        unchecked_.emplace(made.number, name);
        return;
    }
    auto details =
        made.details ? std::make_shared<fetch::job_details>(*made.details) : std::make_shared<fetch::job_details>();
    details->digests.insert(details->digests.end(), digests.begin(), digests.end());
    made.details = std::move(details);
}

std::vector<files::digest> list_frontier::digests_of(const fetch::job& what, const std::string& final_name) {
    if (settings_.checksums == nullptr) {
        return {};
    }
    auto digests = settings_.checksums->find(final_name, {});
    if (!digests.empty()) {
        unchecked_.erase(what.number);
    }
    return digests;
}

// The server's name for it decides too.
bool list_frontier::is_as_listed(const fetch::known_file& known) {
    if (settings_.checksums == nullptr || known.final_name.empty()) {
        return true;
    }
    const auto digests = settings_.checksums->find(known.final_name, {});
    return std::ranges::all_of(digests, [&known](const files::digest& each) {
        return each.algorithm == files::digest_algorithm::sha256 &&
               std::equal(known.sha256.begin(), known.sha256.end(), each.bytes.begin());
    });
}

void list_frontier::settled(fetch::report& done) {
    if (history_) {
        history_->settled(done);
    }
    names_.settled(done.what.number);
    if (const auto name = unchecked_.extract(done.what.number)) {
        if (++unchecked_count_ <= most_unchecked_shown) {
            unchecked_names_.append(" ").append(base::printable(name.mapped()));
        }
    }
    if (settings_.failures != nullptr) {
        tell_failures(done);
    }
}

void list_frontier::tell_failures(const fetch::report& done) {
    if (fetch::is_success(done.how)) {
        settings_.failures->succeeded(done.what.number);
    } else {
        settings_.failures->failed(done.what.number, source_of(done.what));
    }
}

std::vector<std::string> list_frontier::remarks() const {
    std::vector<std::string> lines;
    if (left_out_ > 0) {
        lines.push_back(number_of(left_out_, " input", " inputs") +
                        " left out: no run before this one has tried to fetch it (--only-failed)");
    }
    if (unchecked_count_ > 0) {
        lines.push_back("the checksums say nothing of " + number_of(unchecked_count_, " file:", " files:") +
                        unchecked_names_ + (unchecked_count_ > most_unchecked_shown ? " ..." : ""));
    }
    if (settings_.checksums != nullptr) {
        if (const auto unused = settings_.checksums->never_found(most_names_shown); unused.count > 0) {
            std::string text = number_of(unused.count, " name", " names") + " in the checksums that no input has:";
            for (const std::string& each : unused.names) {
                text += ' ' + base::printable(each);
            }
            lines.push_back(text + (unused.count > unused.names.size() ? " ..." : ""));
        }
    }
    return lines;
}

}  // namespace trawl::batch
