#include <string_view>

#include "support/odd_reply_list.hpp"

namespace trawl::test {

namespace {

using namespace std::string_literals;

std::string repeated(const std::string& piece, std::size_t times) {
    std::string all;
    all.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) {
        all += piece;
    }
    return all;
}

void add_status_lines(odd_reply_list& to) {
    to.taken("status-no-reason", "HTTP/1.1 200\r\n" + five);
    to.taken("status-empty-reason", "HTTP/1.1 200 \r\n" + five);
    to.taken("status-reason-utf8", "HTTP/1.1 200 \xc3\x96K %s%n <b>\r\n" + five);
    to.taken("status-reason-long", "HTTP/1.1 200 " + std::string(100'000, 'x') + "\r\n" + five);
    to.taken("status-299", "HTTP/1.1 299 Odd\r\n" + five).status = 299;
    int number = 0;
    for (const auto& line : {"HTTP/1.1 20 OK"s,
                             "HTTP/1.1 2000 OK"s,
                             "HTTP/1.1 099 OK"s,
                             "HTTP/1.1 000 OK"s,
                             "HTTP/1.1 -200 OK"s,
                             "HTTP/1.1 +200 OK"s,
                             "HTTP/1.1 2x0 OK"s,
                             "HTTP/1.1 0x1 OK"s,
                             "HTTP/1.1 200OK"s,
                             "HTTP/1.1 OK"s,
                             "HTTP/1.1 \t200 OK"s,
                             "HTTP/1.1\t200 OK"s,
                             "HTTP/1.1  200 OK"s,
                             "HTTP/1.1200 OK"s,
                             "HTTP/1.1"s,
                             "HTTP/2.0 200 OK"s,
                             "HTTP/2 200"s,
                             "HTTP/0.9 200 OK"s,
                             "HTTP/1.10 200 OK"s,
                             "HTTP/11.1 200 OK"s,
                             "HTTP/1. 200 OK"s,
                             "HTTP/1 200 OK"s,
                             "HTTP/1,1 200 OK"s,
                             "HTTP/ 200 OK"s,
                             "HTTP/1.1 200 O\0K"s,
                             "HTTP/1.1 200 O\rK"s,
                             "HTTP/1.1 200 O\x1bK"s,
                             "HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK"s,
                             "HTTP/1.1, 200 OK"s}) {
        to.refused("status-bad-" + std::to_string(++number), line + "\r\n" + five);
    }
}

void add_other_protocols(odd_reply_list& to) {
    int number = 0;
    for (const auto& bytes :
         {"http/1.1 200 OK\r\n"s + five, "ICY 200 OK\r\n"s + five, "RTSP/1.0 200 OK\r\n"s + five,
          "SSH-2.0-OpenSSH_9.2p1\r\n"s, "220 mail.example ESMTP\r\n"s, "<html>hello</html>"s, "{\"a\":1}"s, "\r\n"s,
          "\r\nHTTP/1.1 200 OK\r\n"s + five, " HTTP/1.1 200 OK\r\n"s + five, "\0"s, "HTTPS/1.1 200 OK\r\n"s + five,
          "\x15\x03\x01\0\x02\x02\x0a"s, "\0\0\x12\x04\0\0\0\0\0"s, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
          "GET / HTTP/1.1\r\nHost: x\r\n\r\n"s, "\xef\xbb\xbfHTTP/1.1 200 OK\r\n"s + five}) {
        to.refused("other-protocol-" + std::to_string(++number), bytes);
    }
}

void add_lines(odd_reply_list& to) {
    to.taken("line-ends-lf", "HTTP/1.1 200 OK\nX: y\nContent-Length: 5\n\nhello");
    to.taken("line-ends-mixed", ok_line + "X: y\nContent-Length: 5\n\r\nhello");
    to.taken("line-folded", ok_line + "X: a\r\n b\r\n\tc\r\n" + five);
    to.taken("line-empty-value", ok_line + "X:\r\nY: \t \r\n" + five);
    to.taken("line-value-latin1", ok_line + "X: \xe9\xff\r\n" + five);
    to.taken("line-format", ok_line + "X: %s%n%x %1$*2$d\r\n" + five);
    to.taken("line-64k", ok_line + "X: " + std::string(65'537, 'x') + "\r\n" + five);
    to.taken("line-name-64k", ok_line + std::string(65'537, 'x') + ": y\r\n" + five);
    int number = 0;
    for (const auto& line :
         {"X: a\0b"s, "X\0: a"s, "X: a\rb"s, "X: a\rContent-Length: 4"s, "X: a\x01"s, "X: a\x1b[2J"s, "X: a\x7f"s,
          "no colon"s, ": no name"s, " X: begins with a blank"s, "X : y"s, "X\t: y"s, "X Y: z"s, "X\xc3\x96: y"s,
          "X(: y"s, "X: a\r\r"s, "X: a\r\n\rY: b"s, "\"X\": y"s, "X: a\r\n  b\0"s}) {
        to.refused("line-bad-" + std::to_string(++number), ok_line + line + "\r\n" + five);
    }
    to.refused("line-first-folded", ok_line + " folded: x\r\n" + five);
    to.refused("line-ends-cr", "HTTP/1.1 200 OK\rContent-Length: 5\r\rhello\r\n\r\n");
    to.cut("head-cut-in-line", ok_line + "Content-Le", "protocol", "head");
    to.cut("head-cut-before-empty-line", ok_line + "Content-Length: 0\r\n", "protocol", "head");
    to.cut("head-cut-in-folded-line", ok_line + "X: a\r\n b\r\n", "protocol", "head");
}

void add_sizes(odd_reply_list& to) {
    to.taken("head-under-256k", ok_line + "X: " + std::string(250'000, 'x') + "\r\n" + five);
    to.taken("fields-1000", ok_line + repeated("X: y\r\n", 999) + five);
    to.taken("cookies-900", ok_line + repeated("Set-Cookie: a=b\r\n", 900) + five);
    to.refused("head-over-256k", ok_line + "X: " + std::string(262'144, 'x') + "\r\n" + five, "too_large");
    to.refused("head-over-256k-in-lines", ok_line + repeated("X: " + std::string(1'000, 'x') + "\r\n", 270) + five,
               "too_large");
    to.refused("fields-1001", ok_line + repeated("X: y\r\n", 1'000) + five, "too_large");
    to.refused("fields-100000", ok_line + repeated("X: y\r\n", 100'000) + five, "too_large");
    to.refused("cookies-10000", ok_line + repeated("Set-Cookie: a=b\r\n", 10'000) + five, "too_large");
    to.refused_script("head-endless",
                      {step::send{ok_line}, step::send_endlessly{"X: " + std::string(1'000, 'x') + "\r\n"}},
                      "too_large", "head");
    to.refused_script("head-endless-line", {step::send{ok_line + "X: "}, step::send_endlessly{std::string(1'000, 'x')}},
                      "too_large", "head");
    to.refused_script("head-endless-folds", {step::send{ok_line + "X: y\r\n"}, step::send_endlessly{" y\r\n"}},
                      "too_large", "head");
    to.refused_script("status-endless", {step::send_endlessly{"HTTP/1.1 200 "}}, "too_large", "head");
}

std::string begin_of(std::string_view name) {
    if (name == "WWW-Authenticate") {
        return R"(Digest realm="r", nonce="n", qop="auth", x=)";
    }
    return name == "Set-Cookie" ? "x=" : "x";
}

// Each as long as a head may be: what takes time with the square of that does not end.
void add_long_lists(odd_reply_list& to) {
    constexpr std::size_t size = 200'000;
    for (const auto* name : {"Connection", "Cache-Control", "Content-Disposition", "Content-Type", "Link", "Set-Cookie",
                             "WWW-Authenticate", "Retry-After", "ETag", "Last-Modified", "Date", "Vary", "Digest",
                             "Repr-Digest", "X-Robots-Tag", "RateLimit", "Accept-Ranges"}) {
        for (const auto& [what, text] :
             {std::pair{"commas", ","}, {"semicolons", ";"}, {"quotes", "\""}, {"blanks", " "}, {"angles", "<"}}) {
            // Where it is looked at with that status only.
            const int status = name == "WWW-Authenticate"s ? 401
                               : name == "Retry-After"s    ? 503
                               : name == "RateLimit"s      ? 429
                                                           : 200;
            to.taken("long-"s + name + '-' + what, "HTTP/1.1 " + std::to_string(status) + " Long\r\n" + name + ": " +
                                                       begin_of(name) + std::string(size, text[0]) + "x\r\n" + five)
                .status = status;
        }
    }
    for (const char filler : ", ;\""s) {
        to.refused("long-content-coding-"s + std::to_string(filler),
                   ok_line + "Content-Encoding: x" + std::string(size, filler) + "x\r\n" + five, "content_coding");
    }
    to.refused("long-length-commas", ok_line + "Content-Length: 5" + std::string(size, ',') + "\r\n\r\nhello");
    to.refused("long-coding-commas", ok_line + "Transfer-Encoding: " + std::string(size, ',') + "chunked\r\n\r\n");
    to.taken("long-identities", ok_line + "Content-Encoding: " + std::string(size, ',') + "identity\r\n" + five);
}

void add_interim(odd_reply_list& to) {
    const std::string last = ok_line + five;
    to.taken("interim-100", "HTTP/1.1 100 Continue\r\n\r\n" + last);
    to.taken("interim-103",
             "HTTP/1.1 103 Early Hints\r\nLink: </evil>; rel=preload\r\nSet-Cookie: a=evil\r\n"
             "Content-Length: 99\r\nConnection: close\r\n\r\n" +
                 last);
    to.refused("interim-103-framed-twice",
               "HTTP/1.1 103 Early Hints\r\nContent-Length: 99\r\n"
               "Transfer-Encoding: chunked\r\n\r\n" +
                   last);
    to.taken("interim-199", "HTTP/1.1 199 Odd\r\n\r\n" + last);
    to.taken("interim-20", repeated("HTTP/1.1 102 Processing\r\n\r\n", 20) + last);
    to.refused("interim-21", repeated("HTTP/1.1 102 Processing\r\n\r\n", 21) + last);
    to.refused("interim-with-body", "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nhello" + last);
    to.refused("interim-101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + last);
    to.refused_script("interim-endless", {step::send_endlessly{"HTTP/1.1 100 Continue\r\n\r\n"}}, "protocol", "head");
    to.refused_script("interim-endless-fields",
                      {step::send{"HTTP/1.1 103 Early Hints\r\n"}, step::send_endlessly{"Link: <x>\r\n"}}, "too_large",
                      "head");
    to.cut("interim-only", "HTTP/1.1 100 Continue\r\n\r\n", "protocol", "head");
}

}  // namespace

std::vector<odd_reply> odd_heads() {
    odd_reply_list list;
    add_status_lines(list);
    add_other_protocols(list);
    add_lines(list);
    add_sizes(list);
    add_long_lists(list);
    add_interim(list);
    return std::move(list).all();
}

}  // namespace trawl::test
