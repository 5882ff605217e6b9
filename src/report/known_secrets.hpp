#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "report/redactor.hpp"

namespace trawl::report {

/// The secrets of a run: those that it begins with, and those that it finds out while it goes on.
///
/// Threads     Any.
class known_secrets {
public:
    explicit known_secrets(redactor given);

    /// From now on this is one, too. False: it was already, or is empty.
    bool learn(const std::string& secret);

    [[nodiscard]] bool is_empty() const;
    /// Text without all that are known by now.
    [[nodiscard]] std::string operator()(std::string_view text) const;
    /// `use` must not come back here, nor log: others wait for it.
    void use(const std::function<void(const redactor& known)>& use) const;

private:
    mutable std::mutex guard_;
    redactor known_;
};

}  // namespace trawl::report
