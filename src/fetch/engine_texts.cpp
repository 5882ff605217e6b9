#include "fetch/engine_texts.hpp"

#include <chrono>

#include "base/duration_text.hpp"
#include "base/log.hpp"

namespace trawl::fetch {

void tell_given_up(const task& what, const scheduler::slot& place) {
    base::log(base::log_level::warn,
              std::string(what.place().host_field()) + " is " + place.why_given_up() + ": its other jobs are skipped");
}

void tell_pause(const http::url& answered, async::clock::duration wish, async::clock::duration pause) {
    // Of a long one, people want to know why nothing happens.
    const auto level = pause > std::chrono::seconds(10) ? base::log_level::warn : base::log_level::info;
    base::log(level, std::string(answered.host_field()) + " asks us to wait " + base::to_text(wish) +
                         ": nothing is asked of it for " + base::to_text(pause));
}

void tell_too_long(const task& what, async::clock::duration wish, async::clock::duration longest) {
    base::log(base::log_level::warn, what.place().redacted() + ": not tried again, the server asks to wait " +
                                         base::to_text(wish) + " (at most " + base::to_text(longest) +
                                         " is waited for)");
}

std::string retry_text(const task& what, const next_try& next) {
    const attempt& last = what.told.attempts.back();
    std::string text = what.place().redacted() + ": ";
    if (last.was_mismatch) {
        text += "is not what it has to be";
    } else {
        text += last.failure ? http::message(*last.failure) : "HTTP " + std::to_string(last.status);
    }
    if (next.place != what.told.place) {
        text += "; next asks " + what.told.what.place(next.place).redacted();
        return next.pause > async::clock::duration::zero() ? text + " in " + base::to_text(next.pause) : text;
    }
    return text + "; again in " + base::to_text(next.pause);
}

void tell_deadline(async::clock::duration deadline) {
    base::log(base::log_level::warn,
              "the run's deadline (" + base::to_text(deadline) + ") is over: what has not ended is given up");
}

}  // namespace trawl::fetch
