#pragma once

#include <algorithm>
#include <cassert>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "files/download.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {

/// A loop, a writer on it, and an empty folder.
struct disk_loop {
    boost::asio::io_context io{1};
    files::writer disk{io.get_executor()};
    temp_dir root;
    files::folder folder = files::folder::open_or_create(root / "out").value();

    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return root / "out" / name; }

    [[nodiscard]] files::buffer piece(std::string_view text) {
        auto made =
            text.size() > files::buffer_pool::small_size ? disk.buffers().take_large() : disk.buffers().take_small();
        assert(text.size() <= made.capacity());
        std::copy(text.begin(), text.end(), made.data());
        made.set_size(text.size());
        return made;
    }

    /// Starts a coroutine, a function without arguments, which is kept until it has ended.
    template <class Body>
    void start(Body body, std::exception_ptr* failure = nullptr) {
        boost::asio::co_spawn(io, std::move(body), keep_failure(failure));
    }

    /// The same, cancelled by `stop`.
    template <class Body>
    void start(Body body, boost::asio::cancellation_signal& stop, std::exception_ptr* failure) {
        boost::asio::co_spawn(io, std::move(body),
                              boost::asio::bind_cancellation_slot(stop.slot(), keep_failure(failure)));
    }

    void run() {
        io.restart();
        io.run();
    }

    template <class Body>
    void run(Body body) {
        start(std::move(body));
        run();
    }

    /// All that is in the output folder and below, sorted.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& each : std::filesystem::recursive_directory_iterator(root / "out")) {
            found.push_back(each.path().lexically_relative(root / "out"));
        }
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    static std::function<void(std::exception_ptr)> keep_failure(std::exception_ptr* failure) {
        return [failure](const std::exception_ptr& thrown) {
            if (failure != nullptr) {
                *failure = thrown;
            } else if (thrown) {
                std::rethrow_exception(thrown);
            }
        };
    }
};

/// The digest in hexadecimal digits.
[[nodiscard]] inline std::string to_hex(const files::sha256_digest& digest) {
    std::string text;
    for (const auto byte : digest) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

}  // namespace trawl::test
