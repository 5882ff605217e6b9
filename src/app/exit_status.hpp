#pragma once

namespace trawl::app {

/// What the program's end tells the shell. Several at once: write_failed, then network, then http_status, then usage.
enum exit_status : int {
    all_done = 0,
    internal_error = 1,
    usage = 2,    ///< command line, config file or input list
    network = 3,  ///< DNS, connect, TLS, timeout, protocol
    http_status = 4,
    write_failed = 5,
    interrupted = 130  ///< SIGINT; SIGTERM and SIGHUP: 128 and the signal's number
};

}  // namespace trawl::app
