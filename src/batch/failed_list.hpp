#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

namespace trawl::batch {

/// Writes the inputs that did not end well to a file, in the order of the inputs, each as it stood in its list: a list
/// that can be given back. The file takes its name when it is whole, and nobody else may read it.
///
/// Lifetime    Destroyed before `finish`, it leaves the path as it was.
/// Threads     One at a time; the file is written on a thread of its own.
/// Limits      Memory: the failed inputs behind the first one that has not ended.
class failed_list {
public:
    /// "-" is standard output. Blocks. Throws `boost::system::system_error` if the file cannot be made.
    explicit failed_list(const std::string& path);
    ~failed_list();
    failed_list(const failed_list&) = delete;
    failed_list& operator=(const failed_list&) = delete;

    /// The input of that number ended well.
    void succeeded(std::uint64_t number);

    /// It did not. Text that would not be read back as one input is put as a comment.
    void failed(std::uint64_t number, std::string_view source_text);

    /// Writes what is left and gives the file its name: once, blocking. The error is the first there was.
    [[nodiscard]] boost::system::error_code finish();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::batch
