// Documents that are made to be slow or large: time is measured as a ratio of one to four times the size, and memory by what is found.

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "html/document_reader.hpp"
#include "support/cpu_time.hpp"

namespace {

namespace html = trawl::html;
namespace http = trawl::http;

http::url location() {
    return http::parse_url("http://example.test/").value();
}

html::document read(std::string_view source, std::size_t piece) {
    html::reading_options options(location());
    options.keeps_text = true;
    options.keeps_ids = true;
    html::document_reader reader(std::move(options));
    for (std::size_t at = 0; at < source.size(); at += piece) {
        reader.feed(source.substr(at, piece));
    }
    return reader.finish();
}

std::string repeated(std::string_view start, std::string_view part, std::size_t size) {
    std::string text(start);
    while (text.size() < size) {
        text += part;
    }
    return text;
}

struct hostile {
    std::string_view start;
    std::string_view part;
};

constexpr hostile documents[] = {
    {"<!--", "-"},
    {"<!--", "->"},
    {"<!--", "--!"},
    {"<!", "<"},
    {"<svg><![CDATA[", "]>"},
    {"<a ", "x"},
    {"<a ", "x "},
    {"<a ", "href=x "},
    {"<a href='", "x "},
    {"<a href=", "x"},
    {"<a", "a"},
    {"<a href=x", "&"},
    {"<title>", "</titl"},
    {"<title>", "&x"},
    {"<style>", "</"},
    {"<style>", "url("},
    {"<style>", "/*"},
    {"<script>", "<!--"},
    {"<script><!--", "<script>"},
    {"<script><!--", "-<"},
    {"<p>", "<p><div><b><a>"},
    {"<svg>", "<g>"},
    {"<svg>", "<g></x>"},
    {"<svg>", "<desc><p></p></desc>"},
    {"<math>", "<mi>"},
    {"<template>", "<template>"},
    {"", "<"},
    {"", "</"},
    {"", "&"},
    {"<p>", "&#9"},
    {"<img srcset='", "x,"},
    {"<img srcset='", "x ("},
    {"<a rel='", "x "},
    {"<a href=x>", "y "},
    {"<div style='x(", "&quot;"},
    {"<frameset>", "<frameset>"},
    {"", "\r"},
    {"", std::string_view("\0", 1)},
};

TEST(HostileHtml, TimeGrowsAsTheDocument) {
    constexpr std::size_t size = 48 * 1024;
    for (const hostile& document : documents) {
        const std::string small = repeated(document.start, document.part, size);
        const std::string large = repeated(document.start, document.part, 4 * size);
        for (const std::size_t piece : {std::size_t{64}, 4 * size}) {
            const auto once = cpu_time([&] { (void)read(small, piece); });
            const auto four_times = cpu_time([&] { (void)read(large, piece); });
            // Four, if nothing disturbs; sixteen, if each byte is looked at once more for each before it.
            EXPECT_LT(four_times, 9 * once + std::chrono::milliseconds(20))
                << document.start << " " << document.part << " by " << piece;
        }
    }
}

TEST(HostileHtml, AnAttributeOfOverAMebibyteIsPassedOver) {
    const std::string source = "<a href=1 title='" + std::string(2'000'000, '>') + "' href=2>text</a><a href=3>";
    for (const std::size_t piece : {std::size_t{4096}, source.size()}) {
        const html::document document = read(source, piece);
        ASSERT_EQ(document.links.size(), 2U);
        EXPECT_EQ(document.links[0].raw, "1");
        EXPECT_EQ(document.links[0].anchor, "text");
        EXPECT_EQ(document.links[1].raw, "3");
        EXPECT_EQ(document.links[1].column, 2'000'035U);
    }
    const html::document document =
        read("<script title='" + std::string(2'000'000, 'x') + "' src=1>'<a href=2>'</script><a href=3>", 4096);
    ASSERT_EQ(document.links.size(), 1U);
    EXPECT_EQ(document.links[0].raw, "3");
    EXPECT_TRUE(document.is_cut);
}

// Each relative link has its base in it.
TEST(HostileHtml, ALongBaseLeavesRoomForFewLinks) {
    const std::string base = "<base href='/" + std::string(500'000, 'x') + "/'>";
    const std::string links = repeated("", "<a href=1>", 100'000) + "<p style='" + repeated("", "a:url(2);", 100'000) +
                              "'><style>" + repeated("", "a{b:url(3)}", 100'000) + "</style>";
    for (const auto& source : {base + links, links + base}) {
        const html::document document = read(source, 4096);
        std::size_t size = 0;
        for (const auto& each : document.links) {
            size += each.target->href().size();
        }
        EXPECT_LE(size, std::size_t{65} << 20U);
        EXPECT_TRUE(document.is_cut);
    }
}

TEST(HostileHtml, OfWhatIsNoUrlLittleIsKept) {
    const html::document document = read("<img src='data:," + std::string(500'000, 'x') + "'>", 4096);
    ASSERT_EQ(document.links.size(), 1U);
    EXPECT_LE(document.links[0].raw.size(), 1024U);
    EXPECT_GT(document.links[0].size, 500'000U);
}

}  // namespace
