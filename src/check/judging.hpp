#pragma once

#include "check/check_result.hpp"
#include "check/entry.hpp"
#include "expect/observation.hpp"
#include "expect/template_text.hpp"

namespace trawl::check {

/// Looks at all that is expected of what was observed, and takes the captures: fills in how the check stands, whom to blame,
/// the message, the expectations and what is captured. A capture that cannot be taken is one more expectation that does not
/// hold, "capture NAME: ...".
///
/// A failure that no expectation asks for is told as it is; of a reply that was cut short what can be looked at is. Where one
/// asks for it, the others count as far as they can be looked at.
///
/// `values`  What the check's texts are filled in with.
void judge(const entry& of, const expect::observation& seen, const expect::variables& values, check_result& into);

}  // namespace trawl::check
