#include "base/block_signals.hpp"

#include <csignal>

#include <pthread.h>

namespace trawl::base {

void block_signals() noexcept {
    sigset_t all;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace trawl::base
