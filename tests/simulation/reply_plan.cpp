#include "simulation/reply_plan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trawl::simulation {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string head_of(int status, const std::string& fields) {
    return "HTTP/1.1 " + std::to_string(status) + " So\r\n" + fields + "\r\n";
}

std::string with_length(int status, const std::string& fields, const std::string& body) {
    return head_of(status, fields + "Content-Length: " + std::to_string(body.size()) + "\r\n") + body;
}

std::string chunk(std::string_view text) {
    constexpr const char* digits = "0123456789abcdef";
    std::string size;
    for (std::size_t rest = text.size(); rest > 0; rest >>= 4U) {
        size.insert(size.begin(), digits[rest & 15U]);
    }
    return size.append("\r\n").append(text).append("\r\n");
}

std::string chunked(chance& dice, const std::string& fields, std::string_view body) {
    std::string text = head_of(200, fields + "Transfer-Encoding: chunked\r\n");
    while (!body.empty()) {
        const std::size_t size = std::min<std::size_t>(body.size(), dice.between(1, 20'000));
        text += chunk(body.substr(0, size));
        body.remove_prefix(size);
    }
    return text + "0\r\n\r\n";
}

const std::string html_type = "Content-Type: text/html; charset=utf-8\r\n";

std::string etag_of(bool has_changed) {
    return has_changed ? "\"later\"" : "\"first\"";
}

std::string rest_of(const std::string& body, std::size_t first, const std::string& fields, reply_plan& plan) {
    const std::string whole = std::to_string(body.size());
    if (first >= body.size()) {
        plan.status = 416;
        return with_length(416, "Content-Range: bytes */" + whole + "\r\n", "");
    }
    plan.status = 206;
    return with_length(206,
                       fields + "Content-Range: bytes " + std::to_string(first) + "-" +
                           std::to_string(body.size() - 1) + "/" + whole + "\r\n",
                       body.substr(first));
}

std::string page_bytes(chance& dice, const resource& what, const asked_for& asked, reply_plan& plan, bool is_framed) {
    const bool has_changed = what.has_changed(asked.number);
    const std::string& body = has_changed ? what.later_body : what.body;
    const std::string etag = etag_of(has_changed);
    const std::string fields = html_type + "ETag: " + etag + "\r\nAccept-Ranges: bytes\r\n";
    if (asked.first && (asked.if_range.empty() || asked.if_range == etag)) {
        return rest_of(body, *asked.first, fields, plan);
    }
    plan.status = 200;
    switch (dice.below(4)) {
        case 0:
            return chunked(dice, fields, body);
        case 1:
            plan.end = reply_plan::finish::close;
            return with_length(200, fields + "Connection: close\r\n", body);
        case 2:
            if (!is_framed) {
                plan.end = reply_plan::finish::close;
                return head_of(200, fields) + body;  // ends where the connection does
            }
            break;
        default:
            break;
    }
    return with_length(200, fields, body);
}

// `is_framed` Its end can be told from it.
std::string good_bytes(chance& dice, const resource& what, const asked_for& asked, reply_plan& plan, bool is_framed) {
    switch (what.what) {
        case resource::kind::missing:
            plan.status = 404;
            return with_length(404, html_type, "not here");
        case resource::kind::redirect:
            plan.status = dice.percent(50) ? 301 : 302;
            return with_length(plan.status, "Location: " + what.links.front() + "\r\n", "");
        case resource::kind::page:
            break;
    }
    return page_bytes(dice, what, asked, plan, is_framed);
}

// In one go, or in drips.
void send(chance& dice, reply_plan& plan, const host_nature& by, std::string bytes) {
    const duration begin = milliseconds(
        dice.between(1, std::max<std::uint64_t>(1, static_cast<std::uint64_t>(by.slowest / milliseconds(1)))));
    plan.pieces.push_back({begin, {}});
    for (std::size_t drips = dice.percent(20) ? dice.between(1, 5) : 0; drips > 0 && bytes.size() > 1; --drips) {
        const std::size_t size = dice.between(1, bytes.size() - 1);
        plan.pieces.push_back({milliseconds(dice.between(1, 6'000)), bytes.substr(0, size)});
        bytes.erase(0, size);
    }
    plan.pieces.push_back({milliseconds(1), std::move(bytes)});
}

// Broken off somewhere in its head or body.
void cut(chance& dice, reply_plan& plan, std::string bytes) {
    const std::size_t head = bytes.find("\r\n\r\n") + 4;
    const std::size_t most = dice.percent(50) ? head : bytes.size();
    bytes.resize(dice.percent(20) ? 0 : dice.below(most));
    plan.pieces.push_back({milliseconds(1), std::move(bytes)});
}

void refuse_for_now(chance& dice, reply_plan& plan) {
    constexpr std::array<int, 6> statuses{429, 503, 503, 500, 502, 504};
    plan.status = statuses[dice.below(statuses.size())];
    plan.name = "status";
    std::string fields = html_type;
    if ((plan.status == 429 || plan.status == 503) && dice.percent(60)) {
        plan.retry_after = seconds(dice.percent(5) ? 900 : dice.between(1, 40));
        fields += "Retry-After: " + std::to_string(plan.retry_after->count()) + "\r\n";
        plan.name += " after " + std::to_string(plan.retry_after->count());
    }
    plan.pieces.push_back({milliseconds(dice.between(1, 50)), with_length(plan.status, fields, "come back later")});
    plan.end = dice.percent(70) ? reply_plan::finish::keep : reply_plan::finish::close;
}

void answer_wrongly(chance& dice, reply_plan& plan) {
    static constexpr std::array<const char*, 5> replies{
        "HTTP/1.1 two hundred\r\n\r\n", "SSH-2.0-Open\r\n\r\n", "HTTP/1.1 200 So\r\nContent-Length: 5, 6\r\n\r\nhello",
        "HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 So\r\nContent-Length: -1\r\n\r\n"};
    plan.name = "no HTTP";
    plan.pieces.push_back({milliseconds(1), replies[dice.below(replies.size())]});
    plan.end = reply_plan::finish::close;
}

void fail(chance& dice, reply_plan& plan, const std::string& bytes) {
    plan.is_good = false;
    plan.status = 0;
    switch (dice.below(8)) {
        case 0:
            plan.name = "reset";
            plan.end = reply_plan::finish::reset;
            cut(dice, plan, bytes);
            return;
        case 1:
            plan.name = "cut";
            plan.end = reply_plan::finish::close;
            cut(dice, plan, bytes);
            return;
        case 2:
            plan.name = "stall";
            plan.end = reply_plan::finish::stall;
            cut(dice, plan, bytes);
            return;
        case 3:
            plan.name = "length too long";
            plan.end = reply_plan::finish::close;
            plan.pieces.push_back(
                {milliseconds(1), head_of(200, html_type + "Content-Length: 100000000\r\n") + "<p>not all"});
            return;
        case 4:
            answer_wrongly(dice, plan);
            return;
        default:
            refuse_for_now(dice, plan);
            return;
    }
}

}  // namespace

connect_plan plan_connection(const world& in, const std::string& host, std::uint64_t number) {
    chance dice(in.seed, "connect " + host, number);
    if (!dice.percent(in.hosts.at(host).connect_faults)) {
        return connect_plan::made;
    }
    constexpr std::array<connect_plan, 4> faults{connect_plan::refused, connect_plan::refused,
                                                 connect_plan::unknown_name, connect_plan::never};
    return faults[dice.below(faults.size())];
}

reply_plan plan_reply(const world& in, const asked_for& asked) {
    const std::string& url = asked.url;
    chance dice(in.seed, url, asked.number);
    const auto host_end = url.find('/', 7);
    const host_nature& by = in.hosts.at(url.substr(7, host_end - 7));
    reply_plan plan;
    plan.name = "good";
    resource nothing;
    nothing.what = resource::kind::missing;
    const resource* what = in.find(url);
    const bool is_fault = dice.percent(by.reply_faults);
    std::string bytes = good_bytes(dice, what != nullptr ? *what : nothing, asked, plan, is_fault || dice.percent(70));
    if (is_fault) {
        plan.end = reply_plan::finish::keep;
        fail(dice, plan, bytes);
        return plan;
    }
    if (dice.percent(3) && plan.end == reply_plan::finish::keep) {
        bytes += "HTTP/1.1 200 So\r\nContent-Length: 4\r\n\r\nevil";  // that nobody asked for
        plan.name = "good, and more";
    }
    send(dice, plan, by, std::move(bytes));
    return plan;
}

reply_plan plan_robots(const world& in, const std::string& host, std::uint64_t number) {
    chance dice(in.seed, "robots " + host, number);
    const host_nature& by = in.hosts.at(host);
    reply_plan plan;
    plan.name = "good";
    plan.status = by.has_robots ? 200 : 404;
    const std::string bytes = with_length(plan.status, "Content-Type: text/plain\r\n", robots_text(by));
    if (number < by.robots_faults) {
        fail(dice, plan, bytes);
    } else {
        send(dice, plan, by, bytes);
    }
    return plan;
}

}  // namespace trawl::simulation
