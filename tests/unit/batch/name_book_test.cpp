#include "batch/name_book.hpp"

#include <gtest/gtest.h>

namespace trawl::batch {
namespace {

TEST(NameBook, WhatAServerNamesKeepsItsNumber) {
    name_book names;
    names.keep_names();
    for (const char* known : {"1", "2", "3", "a.pdf", "a-1.pdf", "b.pdf"}) {
        names.remember(known);
    }
    names.expect("a.pdf", 1);
    names.expect("a-1.pdf", 2);
    names.expect("b.pdf", 3);
    EXPECT_EQ(names.claim_late("a.pdf", 2), "a-1.pdf") << "whichever ends first";
    EXPECT_EQ(names.claim_late("b.pdf", 4), "b-1.pdf") << "it is another job's, which may not need it anew";
    EXPECT_EQ(names.claim_late("a.pdf", 1), "a.pdf");
    EXPECT_EQ(names.claim_late("c.pdf", 3), "c.pdf") << "the server has changed its mind";
}

TEST(NameBook, WhatIsReservedIsNotEvenForWhoHadItBefore) {
    name_book names;
    names.keep_names();
    names.remember("list");
    names.reserve("list");
    names.reserve("jar");
    names.reserve("jar");
    EXPECT_EQ(names.keep("list"), std::nullopt);
    EXPECT_EQ(names.claim("list"), "list-1");
    EXPECT_EQ(names.claim("jar-1"), "jar-1");
}

TEST(NameBook, WhatAnotherProgramNamedMeanwhileIsNotGivenToOthers) {
    name_book names;
    names.keep_names();
    names.remember("x");
    EXPECT_EQ(names.keep("y"), "y");
    EXPECT_EQ(names.claim("y"), "y-1");
}

}  // namespace
}  // namespace trawl::batch
