#pragma once

#include "fetch/frontier.hpp"

namespace trawl::batch {

/// The journal of a folder cannot be read or written; `what()` names it and says what can be done.
class journal_error : public fetch::source_error {
public:
    using source_error::source_error;
};

}  // namespace trawl::batch
