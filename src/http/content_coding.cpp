#include "http/content_coding.hpp"

#include <array>
#include <optional>
#include <utility>

#include "http/field_syntax.hpp"

namespace trawl::http {
namespace {

constexpr std::size_t max_codings = 3;

constexpr std::array<std::pair<std::string_view, content_coding>, 5> known_codings{
    {{"gzip", content_coding::gzip},
     {"x-gzip", content_coding::gzip},
     {"deflate", content_coding::deflate},
     {"br", content_coding::br},
     {"zstd", content_coding::zstd}}};

std::optional<content_coding> find_coding(std::string_view text) noexcept {
    for (const auto& [known, coding] : known_codings) {
        if (same_name(text, known)) {
            return coding;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string_view name(content_coding coding) noexcept {
    switch (coding) {
        case content_coding::gzip:
            return "gzip";
        case content_coding::deflate:
            return "deflate";
        case content_coding::br:
            return "br";
        case content_coding::zstd:
            return "zstd";
    }
    return {};
}

result<std::vector<content_coding>> content_codings(const headers& reply) {
    std::vector<content_coding> codings;
    for (const auto value : reply.all("Content-Encoding")) {
        for (const auto element : split_list(value)) {
            if (same_name(element, "identity")) {
                continue;
            }
            const auto coding = find_coding(element);
            if (!coding) {
                return error{errc::content_coding,
                             phase::head,
                             {},
                             "unknown content coding " + std::string{element.substr(0, 80)}};
            }
            if (codings.size() == max_codings) {
                return error{errc::content_coding, phase::head, {}, "more than 3 content codings"};
            }
            codings.push_back(*coding);
        }
    }
    return codings;
}

}  // namespace trawl::http
