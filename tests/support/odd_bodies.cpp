#include <sstream>
#include <string_view>

#include "support/odd_reply_list.hpp"
#include "support/replies.hpp"

namespace trawl::test {

namespace {

using namespace std::string_literals;

std::string of_length(const std::string& fields, const std::string& body) {
    return ok_line + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string coded(const std::string& coding, const std::string& body) {
    return of_length("Content-Encoding: " + coding + "\r\n", body);
}

// The framing is as it should be: only what is in it is damaged.
odd_reply& damaged_body(odd_reply_list& to, std::string name, const std::string& coding, const std::string& body,
                        std::string failure = "content_coding") {
    odd_reply& one = to.refused(std::move(name), coded(coding, body), std::move(failure), "body");
    one.serves_again = true;
    return one;
}

void add_gzip(odd_reply_list& to) {
    const std::string hello = reply::gzip_bytes("hello");
    to.taken("gzip", coded("gzip", hello));
    to.taken("gzip-other-name", coded("X-GZip", hello));
    to.taken("gzip-twice", coded("gzip, gzip", reply::gzip_bytes(hello)));
    to.taken("gzip-list", coded(", identity ,gzip,, ", hello));
    to.taken("gzip-members", coded("gzip", reply::gzip_bytes("he") + reply::gzip_bytes("") + reply::gzip_bytes("llo")));
    to.taken("gzip-then-zeros", coded("gzip", hello + std::string(512, '\0')));
    to.taken("gzip-then-garbage", coded("gzip", hello + "garbage"));
    to.taken("gzip-of-nothing", coded("gzip", ""), "");
    to.taken("gzip-for-head", ok_line + "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n", "").method = "HEAD";
    to.taken("unknown-for-no-content", "HTTP/1.1 204 No Content\r\nContent-Encoding: yolo\r\n\r\n", "").status = 204;
    for (const std::size_t less : {1U, 4U, 8U, 9U, 12U}) {
        damaged_body(to, "gzip-less-" + std::to_string(less), "gzip", hello.substr(0, hello.size() - less));
    }
    auto damaged = hello;
    damaged[damaged.size() - 8] ^= '\x01';
    damaged_body(to, "gzip-bad-sum", "gzip", damaged);
    damaged = hello;
    damaged[damaged.size() - 1] ^= '\x01';
    damaged_body(to, "gzip-bad-length", "gzip", damaged);
    damaged_body(to, "gzip-not", "gzip", "this is not gzip");
    damaged_body(to, "gzip-second-cut", "gzip", hello + hello.substr(0, 15));
    to.cut("gzip-cut-by-length",
           ok_line + "Content-Encoding: gzip\r\nContent-Length: 99\r\n\r\n" + hello.substr(0, 12));
}

void add_other_codings(odd_reply_list& to) {
    int number = 0;
    for (const auto& coding : {"yolo"s, "gzip, yolo"s, "gzip;q=1"s, "gzip gzip"s, "\"gzip\""s, "chunked"s, "compress"s,
                               "gzip, gzip, gzip, gzip"s, "gzip,br,zstd,deflate,gzip,br"s, "%s%n"s}) {
        to.refused("content-coding-bad-" + std::to_string(++number), coded(coding, "hello"), "content_coding", "head");
    }
    std::string stacked = "gzip";
    for (int i = 0; i < 10'000; ++i) {
        stacked += ", gzip";
    }
    to.refused("content-coding-stacked", coded(stacked, "hello"), "content_coding", "head");
    for (const auto* coding : {"deflate", "br", "zstd"}) {
        damaged_body(to, "not-"s + coding, coding, std::string(20, '\xff'));
    }
}

std::string chunk(const std::string& bytes) {
    std::ostringstream text;
    text << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
    return text.str();
}

std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

// Bombs that never end: 10 MB of them are 10 GB and more.
void add_bombs(odd_reply_list& to) {
    const std::string zeros(std::size_t{16} << 20, '\0');
    const std::string member = reply::gzip_bytes(zeros);
    const auto endless = [&](const std::string& coding, const std::string& first, const std::string& again) {
        to.refused_script(
            "bomb-" + coding + "-endless",
            {step::send{ok_line + "Content-Encoding: " + coding + "\r\n\r\n" + first}, step::send_endlessly{again}},
            "too_large", "body");
    };
    endless("gzip", "", member);
    // A frame with a window of 1 MiB, and blocks of which each is 128 KiB of one byte.
    const std::string frame = from_hex("28b52ffd0050");
    endless("zstd", frame, from_hex("02001000"));
    // 64 MiB of zero bytes.
    damaged_body(
        to, "bomb-br", "br",
        from_hex("cfffff7f002400e2b14072effff9ffff0f8004401c1680eefd3fffffff01900088c302d0bdffcfffff7f0012007158"
                 "00baf7ff"),
        "too_large");
    to.refused("bomb-gzip", coded("gzip", member), "too_large", "body");
    damaged_body(to, "bomb-gzip-twice", "gzip, gzip", reply::gzip_bytes(member + member), "too_large");
    to.refused_script("bomb-in-chunks",
                      {step::send{ok_line + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"},
                       step::send_endlessly{chunk(member)}},
                      "too_large", "body");
}

void add_redirects(odd_reply_list& to) {
    const auto leads = [](const std::string& where, const std::string& status = "302") {
        return "HTTP/1.1 " + status + " Found\r\nLocation: " + where + "\r\nContent-Length: 5\r\n\r\nhello";
    };
    to.taken("redirect", leads("/good"), "good");
    to.taken("redirect-10k", leads("/good?" + std::string(10'240, 'x')), "good");
    to.taken("redirect-100k", leads("/good?" + std::string(100'000, 'x')), "good");
    to.taken("redirect-dots", leads("/a/../../../%2e%2e/good"), "good");
    to.taken("redirect-tab", leads("/go\tod"), "good");
    to.taken("redirect-blanks", leads("  /good  "), "good");
    to.taken("redirect-backslash", leads("\\good"), "good");
    to.taken("redirect-encoded-line-end", leads("/good?%0d%0aX-Planted: 1%0D%0A%0D%0A"), "good");
    to.taken("redirect-utf8", leads("/good?\xc3\xa9 <\">"), "good");
    to.taken("redirect-without-target", "HTTP/1.1 302 Found\r\n" + five).status = 302;
    to.taken("redirect-twice-same", "HTTP/1.1 302 Found\r\nLocation: /good\r\nLocation: /good\r\n" + five, "good");
    to.refused("redirect-twice", "HTTP/1.1 302 Found\r\nLocation: /good\r\nLocation: /evil\r\n" + five,
               "redirect_refused", "redirect");
    to.refused("redirect-bare-cr", leads("/good\rSet-Cookie: a=evil"));
    to.refused("redirect-nul", leads("/good\0"s));
    to.taken("redirect-to-nothing", leads("")).status = 302;
    to.refused("redirect-to-itself", leads("#x"), "redirect_loop", "redirect");
    to.refused("redirect-to-itself-again", leads("redirect-to-itself-again", "307"), "redirect_loop", "redirect");
    int number = 0;
    for (const auto* where : {"file:///etc/passwd",
                              "ftp://127.0.0.1/",
                              "gopher://127.0.0.1/",
                              "javascript:alert(1)",
                              "data:,hello",
                              "dict://127.0.0.1:11211/",
                              "ws://127.0.0.1/",
                              "about:blank",
                              "blob:http://127.0.0.1/x",
                              "mailto:a@b",
                              "FILE:///etc/passwd",
                              "http://",
                              "http:///",
                              "//",
                              "http://[::1",
                              "http://a b/",
                              "http://127.0.0.1:99999/",
                              "http://%00/",
                              "http://a%2fb/",
                              "http://256.1.1.1/",
                              "http://1.2.3.4.5/",
                              "//%0d%0a/"}) {
        to.refused("redirect-bad-" + std::to_string(++number), leads(where), "redirect_refused", "redirect");
    }
}

}  // namespace

std::vector<odd_reply> odd_bodies() {
    odd_reply_list list;
    add_gzip(list);
    add_other_codings(list);
    add_bombs(list);
    add_redirects(list);
    return std::move(list).all();
}

std::vector<odd_reply> odd_replies() {
    std::vector<odd_reply> all = odd_framings();
    for (const auto& part : {odd_heads(), odd_bodies()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::vector<odd_reply> replies_to_cut() {
    const std::string hello = reply::gzip_bytes("hello");
    odd_reply_list list;
    list.taken("length", "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nX: a\r\n b\r\n" + five);
    list.taken("chunks", in_chunks + "2;a=\"b\"\r\nhe\r\n3\r\nllo\r\n0\r\nX-Trailer: y\r\n\r\n");
    list.taken("gzip", coded("gzip", hello));
    list.taken("gzip-in-chunks", ok_line + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\na\r\n" +
                                     hello.substr(0, 10) + "\r\nf\r\n" + hello.substr(10) + "\r\n0\r\n\r\n");
    list.taken_and_closed("gzip-until-close", ok_line + "Content-Encoding: gzip\r\n\r\n" + hello);
    list.taken("interim", "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n" + ok_line + five);
    return std::move(list).all();
}

std::vector<odd_reply> cut_everywhere(const odd_reply& whole) {
    const std::string& bytes = std::get<step::send>(whole.steps.front()).bytes;
    const bool is_until_close = whole.steps.size() > 1;
    std::vector<odd_reply> all;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        if (is_until_close && bytes.substr(0, size).ends_with("\r\n\r\n")) {
            continue;
        }
        odd_reply one = whole;
        one.name += '-' + std::to_string(size);
        one.steps = {step::send{bytes.substr(0, size)}, step::close{}};
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace trawl::test
