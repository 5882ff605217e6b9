#include "batch/list_frontier.hpp"

#include "files/name.hpp"

namespace trawl::batch {

list_frontier::list_frontier(std::vector<std::string> urls, std::unique_ptr<byte_source> list, bool names_files)
    : list_frontier([&] {
          list_settings settings;
          settings.urls = std::move(urls);
          settings.list = std::move(list);
          settings.names_files = names_files;
          return settings;
      }()) {
}

list_frontier::list_frontier(list_settings settings) : settings_(std::move(settings)) {
}

std::string list_frontier::claim(std::string name) {
    return names_.claim(std::move(name));
}

async::awaitable<std::optional<fetch::job>> list_frontier::next() {
    if (next_url_ < settings_.urls.size()) {
        std::string& text = settings_.urls[next_url_++];
        auto target = http::parse_typed_url(text);
        co_return make_job(std::move(text), 0, std::move(target));
    }
    while (settings_.list) {
        if (auto line = lines_.next()) {
            co_return make_job(std::move(line->text), line->line, std::move(line->url));
        }
        if (is_list_read_) {
            settings_.list.reset();
            break;
        }
        const std::string bytes = co_await settings_.list->next();
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
    if (settings_.names_files && made.target) {
        made.name =
            claim(settings_.name_for ? settings_.name_for(*made.target, made.number) : files::safe_name(*made.target));
    }
    return made;
}

}  // namespace trawl::batch
