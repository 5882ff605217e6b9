#include "check/entry_binder.hpp"

#include <algorithm>
#include <utility>

#include "check/expectations.hpp"
#include "trawl/http/headers.hpp"
#include "trawl/http/url.hpp"

namespace trawl::check {

namespace {

std::string why(const http::error& failure) {
    return failure.detail.empty() ? http::message(failure) : failure.detail;
}

}  // namespace

entry_binder::entry_binder(const suite_source& source, const suite_inputs& inputs, const std::vector<variant>& all,
                           std::optional<http::url> base_url, suite_variables& variables, suite_problems& problems)
    : source_(&source),
      inputs_(&inputs),
      all_(&all),
      base_url_(std::move(base_url)),
      variables_(&variables),
      problems_(&problems),
      captures_(all) {
}

std::shared_ptr<const entry> entry_binder::bind(std::size_t index) {
    index_ = index;
    const variant& of = (*all_)[index];
    const check_draft& draft = *of.of;
    auto made = std::make_shared<entry>();
    made->name = of.name;
    made->where = source_->place_of(draft.where);
    made->tags = draft.tags;
    made->variant = of.values;
    made->method = draft.method_or_usual();
    made->base_url = base_url_ ? base_url_->href() : std::string();
    made->retry = draft.retry;
    made->wait_for = draft.wait_for;
    made->has_own_retry = draft.has_own_retry;
    made->has_own_wait = draft.has_own_wait;
    made->timeout = draft.timeout;
    made->max_redirects = draft.max_redirects;
    made->skip = draft.skip;
    made->needs = of.needs;
    bind_url(*made, of);
    bind_fields(*made, of);
    if (draft.body) {
        made->body = bind(*draft.body);
    }
    for (const auto& each : draft.captures) {
        made->captures.push_back({each.name.text, each.what, source_->place_of(each.from), each.is_secret});
    }
    add_expectations(*made, of);
    return made;
}

std::optional<std::string> entry_binder::value(const reference& what, const located_text& in) {
    const variant& of = (*all_)[index_];
    const bool may_be_captured = !what.is_secret || captures_.is_secret(what.name);
    const auto sources = may_be_captured ? captures_.find(index_, what.name) : std::vector<std::size_t>();
    if (sources.size() == 1) {
        return std::nullopt;
    }
    if (sources.size() > 1) {
        is_whole_ = false;
        problems_->add(in, what,
                       "both '" + (*all_)[sources[0]].name + "' and '" + (*all_)[sources[1]].name + "' capture '" +
                           what.name + "': nothing says which is meant");
        return std::string();
    }
    if (const auto* const own = of.value_of(what.name); own != nullptr && !what.is_secret) {
        return *own;
    }
    if (auto known = variables_->find(what)) {
        return known;
    }
    return missing(what, in);
}

// A check that is never asked may lack what it would need.
std::optional<std::string> entry_binder::missing(const reference& what, const located_text& in) {
    const variant& of = (*all_)[index_];
    const variant* const source = captures_.any(what.name);
    const bool is_no_secret = source != nullptr && what.is_secret && !captures_.is_secret(what.name);
    if (of.of->skip || (what.otherwise && (source == nullptr || is_no_secret))) {
        return what.otherwise;
    }
    std::string told;
    if (is_no_secret) {
        told = "'" + what.name + "' is captured, but not as a secret: capture = {\"SECRET:" + what.name +
               "\" = ...}, or ${" + what.name + "}";
    } else if (source != nullptr && source->of == of.of) {
        told =
            "'" + what.name + "' is captured from the reply of this check itself: only checks that need it can use it";
    } else if (source != nullptr) {
        const std::string& name = source->of->name ? source->of->name->from.text : source->name;
        told = "'" + what.name + "' is captured by a check that this one does not need: needs = [\"" + name + "\"]";
    } else {
        std::vector<std::string_view> matrix;
        matrix.reserve(of.values.size());
        for (const auto& [name, value] : of.values) {
            matrix.push_back(name);
        }
        told = variables_->missing(what, matrix);
    }
    is_whole_ = false;
    problems_->add(in, what, told);
    return std::string();
}

expect::template_text entry_binder::bind(const drafted_text& text) {
    is_whole_ = true;
    return text.what.bound([&](const reference& what) { return value(what, text.from); });
}

void entry_binder::bind_url(entry& to, const variant& of) {
    const auto& text = *of.of->url;
    to.url = bind(text);
    const bool was_read = text.from.line != 0;
    if (was_read && is_whole_ && to.url.is_plain() && !to.skip) {
        look_at_url(to.url.filled(), text.from);
    }
}

void entry_binder::look_at_url(const std::string& filled, const located_text& in) {
    const bool has_control =
        std::ranges::any_of(filled, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    if (has_control) {
        problems_->add(in, "'url' has a line break or another control character");
        return;
    }
    const auto absolute = http::parse_url(filled);
    if (absolute) {
        return;
    }
    if (absolute.error().code == http::errc::unsupported_scheme) {
        problems_->add(in, "'" + filled + "' is no URL of http or https");
    } else if (filled.find("://") != filled.npos) {
        problems_->add(in, "'" + filled + "' is no URL: " + why(absolute.error()));
    } else if (!base_url_) {
        problems_->add(in, "'" + filled + "' is no absolute URL, and there is no base_url (nor --base-url)");
    } else if (const auto resolved = http::resolve_url(filled, *base_url_); !resolved) {
        problems_->add(in, "'" + filled + "' is no URL: " + why(resolved.error()));
    }
}

void entry_binder::bind_fields(entry& to, const variant& of) {
    for (const auto& field : of.of->fields) {
        for (const auto& value : field.values) {
            auto bound = bind(value);
            if (is_whole_ && bound.is_plain() && !http::is_field_value(bound.filled())) {
                problems_->add(value.from,
                               "'" + field.name + "' has a value with a line feed or another control character");
            }
            to.fields.emplace_back(field.name, std::move(bound));
        }
    }
}

void entry_binder::add_expectation(entry& to, const expect::expectation& what, const located_text& from, place where) {
    is_whole_ = true;
    auto bound = what.bound([&](const reference& open) { return value(open, from); });
    if (bound) {
        to.expectations.push_back({*std::move(bound), std::move(where)});
    } else if (is_whole_) {
        problems_->add(from, bound.error());
    }
}

void entry_binder::add_expectations(entry& to, const variant& of) {
    for (const auto& each : of.of->expectations) {
        add_expectation(to, each.what, each.from, source_->place_of(each.from));
    }
    add_usual_expectation(to);
    for (const auto& each : inputs_->expectations) {
        add_expectation(to, each.what, located_text(each.what.text(), 0, 0), each.where);
    }
    note_wants(to);
}

}  // namespace trawl::check
