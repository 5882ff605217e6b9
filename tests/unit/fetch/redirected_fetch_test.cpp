#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "unit/fetch/fetcher_fixture.hpp"

namespace trawl::fetch {
namespace {

using strings = std::vector<std::string>;

/// A place that redirects to one of two files with the same ETag, Last-Modified and length.
struct RedirectedFetch : fetcher_fixture {
    RedirectedFetch() {
        session.max_connections_per_host = 8;
        store("/a", one);
        store("/b", two);
    }

    void store(const std::string& path, const file_version& file) {
        server.on(path, [this, &file](const auto& asked) {
            const auto reply = answer(file, asked);
            return ++stored_asked == 1 && breaks_off ? reply.broken_off(file.body.size() / 2) : reply.whole();
        });
    }

    void lead_to(strings places) {
        server.on("/file", [places = std::move(places), n = std::size_t{0}](const auto&) mutable {
            return test::reply::redirect(302, places[std::min(n++, places.size() - 1)]);
        });
    }

    void expect_one_file(const file_version& of) const {
        EXPECT_EQ(files_left(), strings{"file"});
        EXPECT_TRUE(file() == of.body) << "a mixture, or another file";
    }

    const file_version one{content(600'000, 1)};
    const file_version two{content(600'000, 2)};
    bool breaks_off = true;
    std::atomic<int> stored_asked = 0;
};

TEST_F(RedirectedFetch, AnotherFileWithTheSameValidatorIsNoContinuation) {
    for (const bool in_one_run : {true, false}) {
        stored_asked = 0;
        lead_to({"/a", "/b"});
        if (!in_one_run) {
            EXPECT_EQ(name(fetch().how), "truncated");
        }
        EXPECT_EQ(name(fetch(2).how), "ok");
        expect_one_file(two);
        std::filesystem::remove(folder / "file");
    }
    EXPECT_EQ(asked("Range")[2], "bytes=300000-") << "it was asked for the rest";
}

TEST_F(RedirectedFetch, TheSameFileGoesOn) {
    lead_to({"/a?signed=1", "/a?signed=1"});
    EXPECT_EQ(name(fetch().how), "truncated");
    const report told = fetch();
    EXPECT_EQ(name(told.how), "ok");
    EXPECT_EQ(told.reply->bytes, 300'000U);
    expect_one_file(one);
}

TEST_F(RedirectedFetch, ANewSignatureGoesOnIfAllValidatorsAgree) {
    lead_to({"/a?signed=1", "/a?signed=2"});
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_EQ(fetch().reply->bytes, 300'000U);
    expect_one_file(one);
    std::filesystem::remove(folder / "file");

    file_version undated = one;
    undated.last_modified = "";
    stored_asked = 0;
    store("/a", undated);
    lead_to({"/a?signed=1", "/a?signed=2"});
    EXPECT_EQ(name(fetch().how), "truncated");
    EXPECT_EQ(fetch().reply->bytes_decoded, 600'000U) << "no date: it could be another file";
    expect_one_file(one);
}

TEST_F(RedirectedFetch, RangesOfOneFileComeFromOnePlace) {
    settings.split = 4;
    settings.split_min = 100'000;
    breaks_off = false;
    for (const auto& places : {strings{"/a", "/b"}, strings{"/a", "/a", "/b"}, strings{"/a", "/a", "/a", "/b"}}) {
        lead_to(places);
        EXPECT_EQ(name(fetch().how), "ok");
        // If the range of the first reply was done by then, all is asked for once more, and is of the other place.
        expect_one_file(file() == two.body ? two : one);
        std::filesystem::remove(folder / "file");
    }
    lead_to({"/a?signed=1", "/a?signed=2", "/a?signed=3"});
    const report told = fetch();
    EXPECT_EQ(told.reply->bytes, 600'000U);
    expect_one_file(one);
}

}  // namespace
}  // namespace trawl::fetch
