#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/odd_replies.hpp"

namespace trawl::test {

/// What the corpus is written with.
class odd_reply_list {
public:
    /// Taken: this is the body, and the connection serves again.
    odd_reply& taken(std::string name, std::string bytes, std::string body = "hello") {
        return add({std::move(name), {step::send{std::move(bytes)}}, {}, {}, std::move(body), 200, true, "GET"});
    }
    /// The same, but the connection does not serve again.
    odd_reply& taken_once(std::string name, std::string bytes, std::string body = "hello") {
        odd_reply& one = taken(std::move(name), std::move(bytes), std::move(body));
        one.serves_again = false;
        return one;
    }
    /// The same, with the end of the connection behind it.
    odd_reply& taken_and_closed(std::string name, std::string bytes, std::string body = "hello") {
        odd_reply& one = taken_once(std::move(name), std::move(bytes), std::move(body));
        one.steps.push_back(step::close{});
        return one;
    }
    /// Refused as soon as the bytes are there.
    odd_reply& refused(std::string name, std::string bytes, std::string failure = "protocol",
                       std::string where = "head") {
        return refused_script(std::move(name), {step::send{std::move(bytes)}}, std::move(failure), std::move(where));
    }
    odd_reply& refused_script(std::string name, script steps, std::string failure, std::string where) {
        return add({std::move(name), std::move(steps), std::move(failure), std::move(where), {}, 200, false, "GET"});
    }
    /// Refused once the connection has ended.
    odd_reply& cut(std::string name, std::string bytes, std::string failure = "truncated", std::string where = "body") {
        odd_reply& one = refused(std::move(name), std::move(bytes), std::move(failure), std::move(where));
        one.steps.push_back(step::close{});
        return one;
    }

    [[nodiscard]] std::vector<odd_reply> all() && { return std::move(all_); }

private:
    odd_reply& add(odd_reply one) {
        all_.push_back(std::move(one));
        return all_.back();
    }

    std::vector<odd_reply> all_;
};

inline const std::string ok_line = "HTTP/1.1 200 OK\r\n";
inline const std::string five = "Content-Length: 5\r\n\r\nhello";
inline const std::string in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
/// What nobody may take for the reply to the next request.
inline const std::string planted = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

}  // namespace trawl::test
