#pragma once

namespace trawl::base {

/// Blocks every signal for the calling thread: signals are for the program's own thread, and elsewhere they would only
/// interrupt calls that block. What is written to a pipe without a reader is then an error, not the end.
///
/// Threads     Any: called first thing by each thread that we start.
void block_signals() noexcept;

}  // namespace trawl::base
