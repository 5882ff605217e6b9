#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace trawl::output {

/// Makes gzip members (RFC 1952) one after the other: each can be read without those before it. The rest of a member whose
/// first 256 KiB deflate hardly makes smaller (an image, a video) is stored as it is.
///
/// Threads     One at a time.
class gzip_members {
public:
    /// Takes compressed bytes as they come; the view is good during the call.
    using sink = std::function<void(std::string_view)>;

    explicit gzip_members(sink take);
    gzip_members(gzip_members&&) = delete;
    ~gzip_members();

    /// Adds to the member that is being made.
    void write(std::string_view piece);
    /// Ends it. What is written next begins another one.
    void end_member();

private:
    struct stream;

    void deflate(std::string_view piece, int how);
    void set_level(int level);
    template <class Step>
    void take_output(Step step);

    sink take_;
    std::unique_ptr<stream> stream_;
    std::string room_;
    bool is_stored_ = false;  // the rest of this member
};

}  // namespace trawl::output
