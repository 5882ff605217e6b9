#include "html/field_links.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace html = trawl::html;
namespace http = trawl::http;
using testing::ElementsAre;

std::vector<std::string> links_of(std::string_view name, std::string_view value) {
    http::headers fields;
    fields.add(name, value);
    std::vector<std::string> out;
    for (const html::found_link& link :
         html::links_of_fields(fields, http::parse_url("http://example.test/d/p").value())) {
        EXPECT_EQ(link.element, "header");
        out.push_back(std::string(html::name(link.kind)) + " " + (link.target ? link.target->href() : "-") +
                      (link.nofollow ? " nofollow" : ""));
    }
    return out;
}

TEST(FieldLinks, ReadsALinkField) {
    EXPECT_THAT(
        links_of("Link",
                 "<a>; rel=next, </b,c>; title=\"x, <y>; rel=icon\"; rel=\"canonical\" , <d>;rel=preload;as=font"),
        ElementsAre("related http://example.test/d/a", "canonical http://example.test/b,c",
                    "requisite http://example.test/d/d"));
    EXPECT_THAT(links_of("Link", "<a>; rel=\"next nofollow\""),
                ElementsAre("related http://example.test/d/a nofollow"));
    EXPECT_THAT(links_of("Link", "<//x.test>; rel=preconnect"), ElementsAre());
}

TEST(FieldLinks, LeavesOutLinksOfAnotherDocument) {
    EXPECT_THAT(links_of("Link", "<a>; anchor=\"/other\"; rel=next, <b>; anchor=\"#part\"; rel=next"),
                ElementsAre("related http://example.test/d/b"));
}

TEST(FieldLinks, WhatIsBrokenIsPassedOver) {
    EXPECT_THAT(links_of("Link", "nothing, <a"), ElementsAre());
    EXPECT_THAT(links_of("Link", "x <a> ;; rel = next ; rel=icon"), ElementsAre("related http://example.test/d/a"));
}

TEST(FieldLinks, ReadsRefreshAndLocation) {
    EXPECT_THAT(links_of("Refresh", "0; url='x'"), ElementsAre("refresh http://example.test/d/x"));
    EXPECT_THAT(links_of("Refresh", "5"), ElementsAre());
    EXPECT_THAT(links_of("Location", "../y"), ElementsAre("redirect http://example.test/y"));
}

}  // namespace
