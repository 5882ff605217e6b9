#include "check/check_round.hpp"

#include <cassert>
#include <chrono>
#include <string_view>
#include <utility>

namespace trawl::check {

namespace {

std::string_view words_for(standing how) {
    switch (how) {
        case standing::skipped:
            return "is skipped";
        case standing::not_run:
            return "was not run";
        default:
            return "failed";
    }
}

std::string quoted(const entry& check) {
    return '"' + check.name + '"';
}

// The nearer one wins: it has been given what the others have, and has gone on from there.
void add(inheritance& to, const inheritance& more, std::chrono::system_clock::time_point now) {
    for (const auto& [name, value] : more.captured) {
        to.captured.insert_or_assign(name, value);
    }
    if (more.cookies) {
        [[maybe_unused]] const auto unread = to.cookies->load(more.cookies->save(now), now);
    }
}

}  // namespace

need_graph::need_graph(std::vector<std::shared_ptr<const entry>> checks)
    : entries(std::move(checks)), dependents(entries.size()) {
    for (std::size_t index = 0; index < entries.size(); ++index) {
        for (const std::size_t need : entries[index]->needs) {
            assert(need < index);
            dependents[need].push_back(static_cast<std::uint32_t>(index));
        }
    }
}

check_round::check_round(const need_graph& needs)
    : needs_(needs), states_(needs.entries.size()), blocked_(states_.size()) {
    for (std::size_t index = 0; index < states_.size(); ++index) {
        states_[index].missing = static_cast<std::uint32_t>(needs_.entries[index]->needs.size());
        if (states_[index].missing == 0) {
            make_ready(index);
        }
    }
}

void check_round::make_ready(std::size_t index) {
    states_[index].at = stage::ready;
    --blocked_;
    ++ready_count_;
    ready_.push(index);
}

std::optional<std::size_t> check_round::take() {
    while (!ready_.empty()) {
        const std::size_t index = ready_.top();
        ready_.pop();
        if (states_[index].at == stage::ready) {
            states_[index].at = stage::over;
            --ready_count_;
            return index;
        }
    }
    return std::nullopt;
}

inheritance check_round::inherit(std::size_t index) {
    const auto& needs = needs_.entries[index]->needs;
    inheritance all;
    if (needs.size() == 1) {
        all = estates_.at(needs.front()).given;
    } else if (!needs.empty()) {
        const auto now = std::chrono::system_clock::now();
        for (const std::size_t need : needs) {
            const inheritance& given = estates_.at(need).given;
            if (given.cookies && !all.cookies) {
                all.cookies = std::make_shared<http::cookie_jar>();
            }
            add(all, given, now);
        }
    }
    renounce(index);
    return all;
}

// It will not ask for what it needs any more.
void check_round::renounce(std::size_t index) {
    for (const std::size_t need : needs_.entries[index]->needs) {
        const auto found = estates_.find(need);
        if (found != estates_.end() && --found->second.heirs == 0) {
            estates_.erase(found);
        }
    }
}

void check_round::pass(std::size_t index, inheritance given) {
    std::size_t heirs = 0;
    for (const std::uint32_t each : needs_.dependents[index]) {
        heirs += states_[each].at == stage::blocked ? 1 : 0;
    }
    if (heirs == 0) {
        return;
    }
    estates_.emplace(index, estate{std::move(given), heirs});
    for (const std::uint32_t each : needs_.dependents[index]) {
        if (states_[each].at == stage::blocked && --states_[each].missing == 0) {
            make_ready(each);
        }
    }
}

std::vector<check_round::left_out> check_round::fail(std::size_t index, standing how) {
    std::vector<left_out> found;
    const std::string culprit = quoted(*needs_.entries[index]);
    const std::string_view what = words_for(how);
    const auto leave_out_those_behind = [&](std::size_t need) {
        for (const std::uint32_t each : needs_.dependents[need]) {
            if (states_[each].at != stage::blocked) {
                continue;
            }
            leave_out(each);
            std::string why = "needs " + quoted(*needs_.entries[need]) + ", which ";
            if (need != index) {
                why.append("is skipped as ").append(culprit).append(" ");
            }
            found.push_back({each, std::move(why.append(what))});
        }
    };
    leave_out_those_behind(index);
    for (std::size_t next = 0; next < found.size(); ++next) {
        leave_out_those_behind(found[next].index);
    }
    return found;
}

void check_round::leave_out(std::size_t index) {
    state& of = states_[index];
    assert(of.at != stage::over);
    --(of.at == stage::blocked ? blocked_ : ready_count_);
    of.at = stage::over;
    renounce(index);
}

std::vector<std::size_t> check_round::drop() {
    std::vector<std::size_t> found;
    for (std::size_t index = 0; index < states_.size() && waiting() > 0; ++index) {
        if (states_[index].at != stage::over) {
            leave_out(index);
            found.push_back(index);
        }
    }
    return found;
}

}  // namespace trawl::check
