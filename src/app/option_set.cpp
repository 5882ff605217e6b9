#include "app/option_set.hpp"

#include <algorithm>
#include <limits>

#include <CLI/CLI.hpp>

#include "app/option_values.hpp"
#include "base/byte_size.hpp"
#include "base/duration_text.hpp"
#include "base/printable.hpp"

namespace trawl::app {

namespace {

std::string long_name(const std::string& names) {
    return names.substr(names.find("--"));
}

// Calls `take`, whose complaint is told with the option's name.
template <class Taker, class Given>
bool try_to_take(const Taker& take, const std::string& name, const Given& given) {
    try {
        take(given);
        return true;
    } catch (const bad_value& refused) {
        throw CLI::ValidationError(name, refused.what());
    }
}

}  // namespace

void option_set::flag(const option_text& how, bool& into) {
    command_->add_flag(how.names, into, how.text)->group(group_);
}

void option_set::count(const option_text& how, int& into) {
    command_->add_flag(how.names, into, how.text)->group(group_);
}

void option_set::value(const option_text& how, taker take, const std::string& shown) {
    const auto read = [take = std::move(take), name = long_name(how.names)](const CLI::results_t& given) {
        return try_to_take(take, name, given.back());
    };
    command_->add_option(how.names, read, how.text)->type_name(how.type)->default_str(shown)->group(group_);
}

void option_set::values(const option_text& how, list_taker take) {
    const auto read = [take = std::move(take), name = long_name(how.names)](const CLI::results_t& given) {
        return try_to_take(take, name, given);
    };
    command_->add_option(how.names, read, how.text)
        ->type_name(how.type)
        ->expected(1, std::numeric_limits<int>::max())
        ->allow_extra_args(false)
        ->group(group_);
}

void option_set::arguments(const option_text& how, std::vector<std::string>& into) {
    command_->add_option(how.names, into, how.text)->type_name(how.type);
}

void option_set::text(const option_text& how, std::string& into) {
    const auto take = [&into](const std::string& given) {
        if (given.empty()) {
            throw bad_value("must not be empty");
        }
        into = given;
    };
    value(how, take, into);
}

void option_set::number(const option_text& how, std::size_t& into, std::size_t least) {
    value(
        how, [&into, least](const std::string& given) { into = number_value(given, least); }, std::to_string(into));
}

void option_set::number(const option_text& how, unsigned& into, unsigned least) {
    const auto take = [&into, least](const std::string& given) {
        into = static_cast<unsigned>(number_value(given, least));
    };
    value(how, take, std::to_string(into));
}

void option_set::limit(const option_text& how, std::optional<std::uint64_t>& into, std::uint64_t least) {
    const auto take = [&into, least](const std::string& given) { into = count_value(given, least); };
    value(how, take, into ? std::to_string(*into) : "none");
}

void option_set::words(const option_text& how, std::vector<std::string>& into) {
    const auto take = [&into](const std::vector<std::string>& given) {
        into.clear();
        for (const auto& text : given) {
            for (std::size_t start = 0; start <= text.size();) {
                const auto end = std::min(text.find(',', start), text.size());
                std::string word = text.substr(start, end - start);
                word.erase(0, word.find_first_not_of(' '));
                word.erase(word.find_last_not_of(' ') + 1);
                if (word.empty()) {
                    throw bad_value("must not be empty");
                }
                into.push_back(std::move(word));
                start = end + 1;
            }
        }
    };
    values(how, take);
}

void option_set::time(const option_text& how, std::optional<duration>& into, duration least) {
    const auto take = [&into, least](const std::string& given) { into = time_value(given, least); };
    value(how, take, into ? base::to_text(*into) : "none");
}

void option_set::size(const option_text& how, std::optional<std::uint64_t>& into) {
    const auto take = [&into](const std::string& given) { into = size_value(given); };
    value(how, take, into ? base::to_text(base::byte_size{*into}) : "none");
}

void option_set::choice(const option_text& how, std::string& into, std::initializer_list<const char*> words) {
    const auto take = [&into, known = std::vector<std::string>(words.begin(), words.end())](const std::string& given) {
        if (std::ranges::find(known, given) == known.end()) {
            std::string all;
            for (const auto& word : known) {
                all += (all.empty() ? "" : ", ") + word;
            }
            throw bad_value("'" + base::printable(given) + "' is none of " + all);
        }
        into = given;
    };
    value(how, take, into);
}

}  // namespace trawl::app
