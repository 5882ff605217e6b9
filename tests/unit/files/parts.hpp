#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "support/temp_dir.hpp"
#include "unit/files/disk_loop.hpp"

namespace trawl::test {

/// Bytes of which any two stretches differ.
[[nodiscard]] inline std::string content(std::size_t size, unsigned seed = 1) {
    std::string text(size, '\0');
    std::uint32_t state = seed;
    for (auto& each : text) {
        state = state * 1664525u + 1013904223u;
        each = static_cast<char>(state >> 24);
    }
    return text;
}

/// What the tests' parts are parts of.
[[nodiscard]] inline files::part_state about(std::uint64_t total) {
    files::part_state state;
    state.url = "https://example.org/file";
    state.etag = "\"v1\"";
    state.total = total;
    return state;
}

/// Hands `text` from `at` to `end` over, in pieces of up to `piece_size`.
inline async::awaitable<boost::system::error_code> write_some(disk_loop& loop, files::download& file,
                                                              std::string_view text, std::size_t at, std::size_t end,
                                                              std::size_t piece_size = 64 * 1024) {
    boost::system::error_code problem;
    while (at < end && !problem) {
        const auto size = std::min(piece_size, end - at);
        problem = co_await file.write_at(at, loop.piece(text.substr(at, size)));
        at += size;
    }
    co_return problem;
}

/// Leaves NAME.part with the first `kept` bytes of `text`, and NAME.part.json.
inline void leave_part(disk_loop& loop, const std::string& name, std::string_view text, std::size_t kept) {
    loop.run([&, name]() -> async::awaitable<void> {
        files::download file(loop.disk, loop.folder, name);
        file.identify(about(text.size()));
        (void)co_await write_some(loop, file, text, 0, kept);
        (void)co_await file.park();
    });
}

/// What another download finds under that name.
inline std::optional<files::part_state> find_part(disk_loop& loop, const std::string& name) {
    std::optional<files::part_state> found;
    loop.run([&, name]() -> async::awaitable<void> {
        files::download file(loop.disk, loop.folder, name);
        found = co_await file.find_part();
        (void)co_await file.park();
    });
    return found;
}

/// Writes the rest of what is found under that name, and commits it.
inline boost::system::result<files::stored> finish_part(disk_loop& loop, const std::string& name, std::string_view text,
                                                        const files::expectations& must = {}) {
    boost::system::result<files::stored> how = boost::system::error_code();
    loop.run([&, name]() -> async::awaitable<void> {
        files::download file(loop.disk, loop.folder, name);
        const auto found = co_await file.find_part();
        if (found) {
            file.go_on();
            for (const auto& each : found->segments) {
                (void)co_await write_some(loop, file, text, each.at, std::min<std::size_t>(each.end, text.size()));
            }
        }
        how = co_await file.commit(must);
    });
    return how;
}

/// Stores `text` from zero, as one who found nothing to go on with.
inline boost::system::error_code store(disk_loop& loop, std::string name, std::string_view text) {
    boost::system::error_code problem;
    loop.run([&]() -> async::awaitable<void> {
        files::download file(loop.disk, loop.folder, name);
        (void)co_await file.find_part();
        file.identify(about(text.size()));
        (void)co_await write_some(loop, file, text, 0, text.size());
        const auto done = co_await file.commit();
        problem = done ? boost::system::error_code() : done.error();
    });
    return problem;
}

/// Returns once the writer has done all that it was given.
inline async::awaitable<void> catch_up(disk_loop& loop) {
    files::download other(loop.disk, loop.folder, "other");
    EXPECT_TRUE(co_await other.commit());
}

}  // namespace trawl::test
