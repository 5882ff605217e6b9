#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "batch/journal_place.hpp"
#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::batch {

/// The right to fetch into a folder and keep its journal: one run has it at a time, as two would give one name to
/// different files. FOLDER/.trawl/lock, which holds the number of the process, locked while this lives and let go of
/// with the process, however that ends.
///
/// Threads     Any.
class run_lock {
public:
    /// Called once if another run has it, with the number of its process; empty if that is not known.
    using waiting_handler = std::function<void(const std::string& process)>;

    /// Waits until nobody else has it. Blocks. Throws `journal_error` if the file cannot be made;
    /// `advice` is what it says can be done.
    run_lock(const files::folder& where, const waiting_handler& on_wait, std::string_view advice = no_state_advice);

    /// The number of the process whose run has the folder of this path, empty if that is not known; nullopt: none has it. A run
    /// that starts at this very moment may wait for a tenth of a second.
    [[nodiscard]] static std::optional<std::string> holder(const std::string& folder);

private:
    files::descriptor file_;
};

}  // namespace trawl::batch
