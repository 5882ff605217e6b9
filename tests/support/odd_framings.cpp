#include "support/odd_reply_list.hpp"

namespace trawl::test {

namespace {

using namespace std::string_literals;

void add_lengths(odd_reply_list& to) {
    to.taken("length", ok_line + five);
    to.taken("length-zeros", ok_line + "Content-Length: 000000000000000000000000000005\r\n\r\nhello");
    to.taken("length-twice", ok_line + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
    to.taken("length-list", ok_line + "Content-Length: 5, 5\r\n\r\nhello");
    to.taken("length-zero", ok_line + "Content-Length: 0\r\n\r\n", "");
    to.refused("length-differs", ok_line + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
    to.refused("length-list-differs", ok_line + "Content-Length: 5, 6\r\n\r\nhello!");
    to.refused("length-and-chunked", ok_line +
                                         "Content-Length: 15\r\nTransfer-Encoding: chunked\r\n\r\n"
                                         "5\r\nhello\r\n0\r\n\r\n");
    to.refused("chunked-and-length", ok_line + "Transfer-Encoding: chunked\r\n" + five);
    int number = 0;
    for (const auto& value : {"-5"s,
                              "+5"s,
                              "0x5"s,
                              "5h"s,
                              "5.0"s,
                              "5e0"s,
                              "5 5"s,
                              "5_0"s,
                              "5;q=1"s,
                              "5,"s,
                              ",5"s,
                              ""s,
                              "\"5\""s,
                              "five"s,
                              "\xef\xbc\x95"s,
                              "\xd9\xa5"s,
                              "5\t5"s,
                              "18446744073709551616"s,
                              "18446744073709551621"s,
                              "36893488147419103237"s,
                              std::string(100'000, '9')}) {
        to.refused("length-bad-" + std::to_string(++number), ok_line + "Content-Length: " + value + "\r\n\r\nhello");
    }
    for (const auto* value : {"6", "2147483653", "4294967301", "9999999999999", "9223372036854775807",
                              "9223372036854775808", "18446744073709551615"}) {
        to.cut("length-over-"s + value, ok_line + "Content-Length: " + value + "\r\n\r\nhello");
    }
}

void add_codings(odd_reply_list& to) {
    int number = 0;
    for (const auto* value : {"gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "chunkedchunked",
                              "\x0b"
                              "chunked",
                              "chunked;a=b", "yolo", "", "\"chunked\"", "chunked, identity"}) {
        to.refused("coding-bad-" + std::to_string(++number),
                   ok_line + "Transfer-Encoding: " + value + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }
    to.refused("coding-twice", ok_line +
                                   "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
                                   "5\r\nhello\r\n0\r\n\r\n");
    to.refused("coding-behind-blank", ok_line + "Transfer-Encoding : chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    to.taken("coding-case", ok_line + "tRANSFER-eNCODING: \tCHUNKED \r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    to.taken_once("coding-1.0",
                  "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "5\r\nhello\r\n0\r\n\r\n");
}

void add_chunks(odd_reply_list& to) {
    int number = 0;
    to.taken("chunks", in_chunks + "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n");
    to.taken("chunk-zeros", in_chunks + "00000000000000000000005\r\nhello\r\n000\r\n\r\n");
    to.taken("chunk-extensions", in_chunks + "5;a=b;c=\"d;e\\\"\";;f\r\nhello\r\n0 ; x\r\n\r\n");
    to.taken("chunk-blanks", in_chunks + "5 \t\r\nhello\r\n0 \r\n\r\n");
    to.taken("chunk-lf", in_chunks + "5\nhello\r\n0\n\n");
    for (const auto& bad : {"zz\r\n"s,
                            "+5\r\nhello"s,
                            "-5\r\nhello"s,
                            "0x5\r\nhello"s,
                            "\r\nhello"s,
                            " 5\r\nhello"s,
                            "5_0\r\nhello"s,
                            "5 5\r\nhello"s,
                            "5h\r\nhello"s,
                            "5\rhello"s,
                            "5\r\rhello"s,
                            "\xef\xbc\x95\r\nhello"s,
                            "5\0\r\nhello"s,
                            "5;a\0b\r\nhello"s,
                            "5;a\x1b\r\nhello"s,
                            "5;a\rb\r\nhello"s,
                            "5\r\nhelloX\r\n0\r\n\r\n"s,
                            "5\r\nhello\n0\r\n\r\n"s,
                            "5\r\nhello0\r\n\r\n"s,
                            "5\r\nhello\r\r\n0\r\n\r\n"s,
                            ";a\r\nhello"s,
                            "10000000000000000\r\nhello"s,
                            "10000000000000005\r\nhello"s,
                            "fffffffffffffffff\r\nhello"s}) {
        to.refused("chunk-bad-" + std::to_string(++number), in_chunks + bad, "protocol", "body");
    }
    for (const auto* size :
         {"6", "80000005", "100000005", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff"}) {
        to.cut("chunk-over-"s + size, in_chunks + size + "\r\nhello");
    }
    to.cut("chunk-over-later", in_chunks + "5\r\nhello\r\nfffffffffffffffe\r\nhello");
    to.refused("chunk-long-extension", in_chunks + "5;" + std::string(5'000, 'x') + "\r\nhello", "too_large", "body");
    to.refused("chunk-endless-zeros", in_chunks + std::string(5'000, '0'), "too_large", "body");
    to.refused_script("chunk-endless-extension", {step::send{in_chunks + "5;"}, step::send_endlessly{"xxxx"}},
                      "too_large", "body");
}

void add_trailers(odd_reply_list& to) {
    const auto body = in_chunks + "5\r\nhello\r\n0\r\n";
    to.taken("trailers", body + "ETag: \"x\"\r\nX-Long: " + std::string(10'000, 'x') + "\r\n\r\n");
    to.taken("trailers-hostile", body +
                                     "Content-Length: 99\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n"
                                     "Location: /evil\r\nContent-Encoding: gzip\r\nSet-Cookie: a=b\r\n"
                                     "Content-Disposition: attachment; filename=evil\r\n\r\n");
    to.refused("trailer-bad-name", body + "a b: c\r\n\r\n", "protocol", "body");
    to.refused("trailer-nul", body + "a: b\0c\r\n\r\n"s, "protocol", "body");
    to.refused("trailer-reply", body + planted, "protocol", "body");
    to.refused("trailers-long", body + "X: " + std::string(70'000, 'x') + "\r\n\r\n", "too_large", "body");
    std::string many;
    for (int i = 0; i < 1'001; ++i) {
        many += "X: y\r\n";
    }
    to.refused("trailers-many", body + many + "\r\n", "too_large", "body");
    to.refused_script("trailers-endless", {step::send{body}, step::send_endlessly{"X: y\r\n"}}, "too_large", "body");
}

void add_leftovers(odd_reply_list& to) {
    to.taken_once("more-than-length", ok_line + five + "!");
    to.taken_once("more-than-length-planted", ok_line + five + planted);
    to.taken_once("more-than-length-lf", ok_line + five + "\r\n");
    to.taken_once("more-than-chunks-planted", in_chunks + "5\r\nhello\r\n0\r\n\r\n" + planted);
    to.taken_once("more-than-nothing-planted", ok_line + "Content-Length: 0\r\n\r\n" + planted, "");
    to.taken_once("no-content-planted", "HTTP/1.1 204 No Content\r\nContent-Length: 47\r\n\r\n" + planted, "").status =
        204;
    to.taken_once("no-content-chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "")
        .status = 204;
    to.taken("no-content", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "").status = 204;
    to.taken_once("not-modified-planted", "HTTP/1.1 304 Not Modified\r\nContent-Length: 47\r\n\r\n" + planted, "")
        .status = 304;
    to.taken("head", ok_line + "Content-Length: 1000000\r\n\r\n", "").method = "HEAD";
    to.taken("head-chunked", in_chunks, "").method = "HEAD";
    to.taken_once("head-planted", ok_line + "Content-Length: 47\r\n\r\n" + planted, "").method = "HEAD";
}

void add_ends(odd_reply_list& to) {
    to.taken_and_closed("until-close", ok_line + "\r\nhello");
    to.taken_and_closed("until-close-1.0", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhello");
    to.taken_and_closed("until-close-planted", ok_line + "\r\nhello" + planted, "hello" + planted);
    to.taken_once("close-said", ok_line + "Connection: close\r\n" + five);
    to.taken_once("close-said-among", ok_line + "Connection: keep-alive\r\nConnection: x, Close\r\n" + five);
    to.taken_once("close-of-1.0", "HTTP/1.0 200 OK\r\n" + five);
    to.taken("keep-alive-of-1.0", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" + five);
    to.refused_script("until-reset", {step::send{ok_line + "\r\nhello"}, step::reset{}}, "reset", "body");
    to.refused_script("length-reset", {step::send{ok_line + "Content-Length: 9\r\n\r\nhello"}, step::reset{}}, "reset",
                      "body");
    to.refused_script("nothing", {step::close{}}, "closed", "first_byte");
    to.refused_script("nothing-but-reset", {step::reset{}}, "reset", "first_byte");
}

}  // namespace

std::vector<odd_reply> odd_framings() {
    odd_reply_list list;
    add_lengths(list);
    add_codings(list);
    add_chunks(list);
    add_trailers(list);
    add_leftovers(list);
    add_ends(list);
    return std::move(list).all();
}

}  // namespace trawl::test
