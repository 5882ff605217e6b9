// Copies a file piece by piece; the threads of the pool do what blocks.
#include <iostream>

#include "run.hpp"
#include "trawl/async/file.hpp"

using trawl::async::awaitable;
using trawl::async::blocking_pool;
using trawl::async::file;
using trawl::async::file_mode;

awaitable<void> copy(blocking_pool& pool, const char* from, const char* to) {
    file source = co_await file::open(pool, from, file_mode::read);
    file target = co_await file::open(pool, to, file_mode::write);
    std::size_t copied = 0;
    for (;;) {
        std::string piece = co_await source.read_some(65536);
        if (piece.empty()) {
            break;
        }
        copied += piece.size();
        co_await target.write(std::move(piece));
    }
    co_await target.close();
    std::cout << "copied " << copied << " bytes\n";
}

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: copy_file FROM TO\n";
        return 2;
    }
    blocking_pool pool(1);
    return run(copy(pool, argv[1], argv[2]));
}
