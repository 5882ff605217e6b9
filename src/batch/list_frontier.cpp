#include "batch/list_frontier.hpp"

#include "files/name.hpp"

namespace trawl::batch {

list_frontier::list_frontier(std::vector<std::string> urls, std::unique_ptr<byte_source> list, bool names_files)
    : urls_(std::move(urls)), list_(std::move(list)), names_files_(names_files) {
}

async::awaitable<std::optional<fetch::job>> list_frontier::next() {
    if (next_url_ < urls_.size()) {
        std::string& text = urls_[next_url_++];
        auto target = http::parse_typed_url(text);
        co_return make_job(std::move(text), 0, std::move(target));
    }
    while (list_) {
        if (auto line = lines_.next()) {
            co_return make_job(std::move(line->text), line->number, std::move(line->url));
        }
        if (is_list_read_) {
            list_.reset();
            break;
        }
        const std::string bytes = co_await list_->next();
        if (bytes.empty()) {
            lines_.finish();
            is_list_read_ = true;
        } else {
            lines_.feed(bytes);
        }
    }
    co_return std::nullopt;
}

void list_frontier::settled(const fetch::report&) {
}

fetch::job list_frontier::make_job(std::string input, std::uint64_t line, http::result<http::url> target) {
    fetch::job made(std::move(target));
    made.number = ++count_;
    made.line = line;
    made.input = std::move(input);
    if (names_files_ && made.target) {
        made.name = names_.claim(files::safe_name(*made.target));
    }
    return made;
}

}  // namespace trawl::batch
