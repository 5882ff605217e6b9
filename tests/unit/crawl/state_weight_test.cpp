#include "crawl/state_weight.hpp"

#include <memory>
#include <utility>

#include <unistd.h>

#include <gtest/gtest.h>

#include "crawl/state_change.hpp"

namespace trawl::crawl {
namespace {

std::size_t weight_of_page(payload body) {
    auto settled = std::make_unique<settled_url>();
    settled->what = std::make_shared<page>(http::parse_url("http://example.org/").value());
    settled->what->body = std::move(body);
    return weight_of(state_change(std::move(settled))).bytes;
}

TEST(StateWeight, ABodyInAFileWeighsSoMuchThatFewDescriptorsWait) {
    payload in_file;
    in_file.move_to(files::descriptor(::dup(0)), 5'000'000);
    payload small;
    small.append("small");

    EXPECT_GE(weight_of_page(std::move(in_file)), std::size_t{1} << 20U);
    EXPECT_LT(weight_of_page(std::move(small)), 10'000U);
}

}  // namespace
}  // namespace trawl::crawl
