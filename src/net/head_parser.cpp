#include "net/head_parser.hpp"

#include <limits>

#include <boost/beast/http/basic_parser.hpp>

#include "http/field_syntax.hpp"

namespace trawl::net {

namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast_error = beast::http::error;

// Beast wants every line to end in CRLF and a space before the reason, even an empty one. Most heads are so and are
// parsed where they stand.
constexpr std::size_t bare_status_line = std::string_view("HTTP/1.1 200").size();

bool is_regular(std::string_view block, std::size_t& lines) noexcept {
    lines = 0;
    for (std::size_t at = block.find('\n'); at != std::string_view::npos; at = block.find('\n', at + 1)) {
        if (at == 0 || block[at - 1] != '\r') {
            return false;
        }
        ++lines;
    }
    return block.find('\r') != bare_status_line;
}

std::string regular(std::string_view block) {
    std::string text;
    text.reserve(block.size() + block.size() / 8);
    for (std::size_t start = 0; start < block.size();) {
        const std::size_t end = std::min(block.find('\n', start), block.size());
        std::string_view line = block.substr(start, end - start);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        text += line;
        if (start == 0 && line.size() == bare_status_line) {
            text += ' ';
        }
        text += "\r\n";
        start = end + 1;
    }
    return text;
}

std::string_view view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

bool is_framing(std::string_view name) noexcept {
    return http::same_name(name, "Content-Length") || http::same_name(name, "Transfer-Encoding");
}

// Puts the fields where they belong; Beast's own container is never made.
class head_sink final : public beast::http::basic_parser<false> {
public:
    head_sink(std::size_t max_fields, http::headers& fields, reply_head* head) noexcept
        : max_fields_(max_fields), fields_(fields), head_(head) {
        header_limit(std::numeric_limits<std::uint32_t>::max());
        body_limit(boost::none);
        skip(true);
    }

    void add(std::string_view name, std::string_view value, error_code& failure) {
        if (is_trailer() && is_framing(name)) {
            return;
        }
        if (fields_.size() == max_fields_) {
            failure = beast_error::header_limit;
            return;
        }
        fields_.add(name, value);
    }

    [[nodiscard]] bool is_trailer() const noexcept { return head_ == nullptr; }

private:
    void on_response_impl(int status, beast::string_view reason, int version, error_code&) override {
        if (head_ != nullptr) {
            head_->status = status;
            head_->version = version;
            head_->reason = view(reason);
        }
    }
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       error_code& failure) override {
        add(view(name), view(value), failure);
    }
    void on_request_impl(beast::http::verb, beast::string_view, beast::string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(beast::string_view, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}

    std::size_t max_fields_;
    http::headers& fields_;
    reply_head* head_;
};

// Takes over at a line that Beast refuses for what its value means, and lets it go on behind: the size of the line, 0
// where Beast is right. Connection need not be a list of tokens ("keep-alive, timeout=5" harms nobody), and trailers do
// not frame anything, whatever they say.
std::size_t take_line(std::string_view rest, head_sink& sink, error_code& failure) {
    const std::size_t colon = rest.find(':');
    const std::size_t end = rest.find("\r\n");
    if (colon == std::string_view::npos || end == std::string_view::npos || colon > end) {
        return 0;
    }
    const std::string_view name = rest.substr(0, colon);
    const std::string_view value = rest.substr(colon + 1, end - colon - 1);
    const bool is_folded = end + 2 < rest.size() && (rest[end + 2] == ' ' || rest[end + 2] == '\t');
    const bool is_connection = http::same_name(name, "Connection") || http::same_name(name, "Proxy-Connection");
    if (is_folded || !http::is_field_value(value) || !(is_connection || (sink.is_trailer() && is_framing(name)))) {
        return 0;
    }
    failure = {};
    sink.add(name, http::trim_blanks(value), failure);
    return end + 2;
}

http::error refused(const error_code& failure, http::phase where) {
    const bool too_large = failure == beast_error::header_limit;
    return http::error(too_large ? http::errc::too_large : http::errc::protocol, where, failure, failure.message());
}

http::result<void> parse(std::string_view block, head_sink& sink, http::phase where) {
    while (!sink.is_done()) {
        error_code failure;
        block.remove_prefix(sink.put(boost::asio::const_buffer(block.data(), block.size()), failure));
        if (failure) {
            block.remove_prefix(take_line(block, sink, failure));
        }
        if (failure) {
            return refused(failure, where);
        }
    }
    return {};
}

http::result<void> parse(std::string_view block, std::size_t max_fields, http::headers& fields, reply_head* head,
                         http::phase where) {
    fields.clear();
    head_sink sink(max_fields, fields, head);
    std::size_t lines = 0;
    if (is_regular(block, lines)) {
        fields.reserve(std::min(lines, max_fields), block.size());
        return parse(block, sink, where);
    }
    const std::string text = regular(block);
    return parse(text, sink, where);
}

}  // namespace

http::result<void> parse_head(std::string_view block, std::size_t max_fields, reply_head& into) {
    return parse(block, max_fields, into.fields, &into, http::phase::head);
}

http::result<void> parse_trailers(std::string_view block, std::size_t max_fields, http::headers& into) {
    // Beast parses trailers only behind chunks that it has seen itself; as the fields of a head they are the same text.
    std::string text = "HTTP/1.1 200 \r\n";
    text += block;
    return parse(text, max_fields, into, nullptr, http::phase::body);
}

}  // namespace trawl::net
