#include "support/replies.hpp"

#include <cstdio>
#include <stdexcept>

#include <zlib.h>

namespace trawl::test::reply {
namespace {

constexpr std::string_view line_end = "\r\n";

std::string chunk(const std::string& bytes) {
    char size[24];
    std::snprintf(size, sizeof size, "%zx", bytes.size());
    return size + std::string{line_end} + bytes + std::string{line_end};
}

std::string field_lines(const field_list& fields) {
    std::string lines;
    for (const auto& [name, value] : fields) {
        lines += name + ": " + value + std::string{line_end};
    }
    return lines;
}

std::string ok_head(std::size_t length) {
    return head(200, {{"Content-Length", std::to_string(length)}});
}

}  // namespace

std::string head(int status, const field_list& fields) {
    return "HTTP/1.1 " + std::to_string(status) + " Test" + std::string{line_end} + field_lines(fields) +
           std::string{line_end};
}

script raw(std::string bytes) {
    return {step::send{std::move(bytes)}};
}

script ok(std::string body, std::string type) {
    return status(200, {{"Content-Type", std::move(type)}}, std::move(body));
}

script status(int code, field_list fields, std::string body) {
    if (code >= 200 && code != 204 && code != 304) {
        fields.emplace_back("Content-Length", std::to_string(body.size()));
    }
    return raw(head(code, fields) + body);
}

script redirect(int code, std::string location) {
    return status(code, {{"Location", std::move(location)}}, "moved");
}

script retry_after(int code, std::string value) {
    return status(code, {{"Retry-After", std::move(value)}}, "later");
}

script chunked(const std::vector<std::string>& pieces, const field_list& trailers, field_list fields) {
    fields.emplace_back("Transfer-Encoding", "chunked");
    script answer{step::send{head(200, fields)}};
    for (const auto& piece : pieces) {
        answer.push_back(step::send{chunk(piece)});
    }
    answer.push_back(step::send{"0\r\n" + field_lines(trailers) + "\r\n"});
    return answer;
}

script until_close(std::string body) {
    return {step::send{head(200, {{"Connection", "close"}}) + std::move(body)}, step::close{}};
}

script gzip(std::string_view body) {
    return coded("gzip", gzip_bytes(body));
}

script coded(std::string coding, std::string coded_body) {
    return status(200, {{"Content-Encoding", std::move(coding)}}, std::move(coded_body));
}

std::string gzip_bytes(std::string_view body) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error{"deflateInit2"};
    }
    std::string coded(deflateBound(&stream, body.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef*>(coded.data());
    stream.avail_out = static_cast<uInt>(coded.size());
    const int how = deflate(&stream, Z_FINISH);
    coded.resize(stream.total_out);
    deflateEnd(&stream);
    if (how != Z_STREAM_END) {
        throw std::runtime_error{"deflate"};
    }
    return coded;
}

script truncated(std::string body, std::size_t declared) {
    return wrong_length(std::move(body), declared) + script{step::close{}};
}

script wrong_length(std::string body, std::size_t declared) {
    return raw(ok_head(declared) + std::move(body));
}

script truncated_chunked(std::string body) {
    return {step::send{head(200, {{"Transfer-Encoding", "chunked"}}) + chunk(body)}, step::close{}};
}

script reset_after(std::string body, std::size_t sent) {
    return {step::send{ok_head(body.size()) + body.substr(0, sent)}, step::reset{}};
}

script cut_head() {
    return {step::send{"HTTP/1.1 200 OK\r\nContent-Le"}, step::close{}};
}

script never_answers() {
    return {step::stall{}};
}

script close_at_once() {
    return {step::close{}};
}

script reset_at_once() {
    return {step::reset{}};
}

script slow(std::chrono::milliseconds pause, std::string body) {
    return script{step::pause{pause}} + ok(std::move(body));
}

script drip(std::string body, std::size_t piece, std::chrono::milliseconds pause) {
    auto first = ok_head(body.size());
    return {step::send{std::move(first)}, step::drip{std::move(body), piece, pause}};
}

script drip_head(std::string body, std::size_t piece, std::chrono::milliseconds pause) {
    auto first = ok_head(body.size());
    return {step::drip{std::move(first), piece, pause}, step::send{std::move(body)}};
}

script stalls_in_body(std::string body, std::size_t sent) {
    return {step::send{ok_head(body.size()) + body.substr(0, sent)}, step::stall{}};
}

script endless_body() {
    return {step::send{head(200, {{"Connection", "close"}})}, step::send_endlessly{std::string(65'536, 'x')}};
}

script endless_chunks() {
    return {step::send{head(200, {{"Transfer-Encoding", "chunked"}})},
            step::send_endlessly{chunk(std::string(16'384, 'x'))}};
}

script endless_head() {
    return {step::send{"HTTP/1.1 200 OK\r\n"}, step::send_endlessly{"X-More: " + std::string(1'000, 'x') + "\r\n"}};
}

script huge_header(std::size_t size, std::string body) {
    return status(200, {{"X-Huge", std::string(size, 'x')}}, std::move(body));
}

script many_fields(std::size_t count, std::string body) {
    return status(200, field_list(count, {"X-Many", "x"}), std::move(body));
}

}  // namespace trawl::test::reply
