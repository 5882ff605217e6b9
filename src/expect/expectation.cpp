#include "expect/expectation.hpp"

#include <utility>

namespace trawl::expect {

struct expectation::parsed {
    std::string text;
};

expectation::expectation(std::shared_ptr<const parsed> what) noexcept : parsed_(std::move(what)) {
}

boost::system::result<expectation, syntax_error> expectation::parse(std::string_view text) {
    return expectation(std::make_shared<const parsed>(parsed{std::string(text)}));
}

const std::string& expectation::text() const noexcept {
    return parsed_->text;
}

wants expectation::wants() const noexcept {
    return {};
}

bool expectation::judges_status() const noexcept {
    return false;
}

bool expectation::judges_failure() const noexcept {
    return false;
}

std::vector<template_text::reference> expectation::references() const {
    return {};
}

boost::system::result<expectation, syntax_error> expectation::bound(const template_text::lookup&) const {
    return *this;
}

verdict expectation::check(const observation&, const variables&) const {
    return {.holds = true, .was_looked_at = true, .actual = {}, .message = {}};
}

struct capture::parsed {
    std::string text;
};

capture::capture(std::shared_ptr<const parsed> what) noexcept : parsed_(std::move(what)) {
}

boost::system::result<capture, syntax_error> capture::parse(std::string_view text) {
    return capture(std::make_shared<const parsed>(parsed{std::string(text)}));
}

const std::string& capture::text() const noexcept {
    return parsed_->text;
}

wants capture::wants() const noexcept {
    return {};
}

boost::system::result<std::string, std::string> capture::take(const observation&) const {
    return {};
}

}  // namespace trawl::expect
