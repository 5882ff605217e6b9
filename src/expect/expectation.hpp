#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "expect/observation.hpp"
#include "expect/syntax_error.hpp"
#include "expect/template_text.hpp"

namespace trawl::expect {

/// What has to be observed for an expectation to be looked at, beyond what always is.
struct wants {
    bool body = false;
    bool sha256 = false;
    bool tls = false;

    wants& operator|=(const wants& other) noexcept {
        body |= other.body;
        sha256 |= other.sha256;
        tls |= other.tls;
        return *this;
    }
};

/// What came of looking at one expectation.
struct verdict {
    bool holds = false;
    /// False: no reply came, or none that is whole, and it is about one. It does not hold then.
    bool was_looked_at = true;
    std::string actual;   ///< "404", "\"text/plain\"", "no such header"; cut at 200 bytes
    std::string message;  ///< "status is 404, not in 200..299"; empty if it holds
};

/// One thing that is expected of a reply, or of the failure in place of one: `status in 200..299`,
/// `header Content-Type startswith "text/html"`, `json $.items[0].id == 7`, `not body contains "error"`, `time < 800ms`.
/// docs/expectations.md has the grammar.
///
/// Threads     Immutable: may be shared.
class expectation {
public:
    /// Errors      With the place of what is wrong, and what would be right.
    [[nodiscard]] static boost::system::result<expectation, syntax_error> parse(std::string_view text);

    /// As it was written.
    [[nodiscard]] const std::string& text() const noexcept;
    [[nodiscard]] expect::wants wants() const noexcept;
    /// It says itself which status, or which failure, is right (`status != 500` does not): the usual `status in 200..299`
    /// does not hold beside it.
    [[nodiscard]] bool judges_status() const noexcept;
    /// It is about the status, whatever it says of it.
    [[nodiscard]] bool is_about_status() const noexcept;
    /// It says that a failure is what is expected: one does not fail the check by itself then.
    [[nodiscard]] bool judges_failure() const noexcept;

    /// The places of its operands that are not filled in yet.
    [[nodiscard]] std::vector<template_text::reference> references() const;
    /// With places filled in; an operand that is whole then must be one that fits the subject.
    [[nodiscard]] boost::system::result<expectation, syntax_error> bound(const template_text::lookup& known) const;

    /// Never throws for what was observed. `values` fills in what is left.
    [[nodiscard]] verdict check(const observation& of, const variables& values = {}) const;

private:
    struct parsed;
    explicit expectation(std::shared_ptr<const parsed> what) noexcept;
    std::shared_ptr<const parsed> parsed_;
};

/// What is kept of a reply for later requests: `json $.token`, `header Location matches /id=(\d+)/` (the first group, or
/// all that matches), `cookie sid`, `body matches /.../`, `status`, `url`. One grammar with `expectation`.
///
/// Threads     Immutable: may be shared.
class capture {
public:
    [[nodiscard]] static boost::system::result<capture, syntax_error> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept;
    [[nodiscard]] expect::wants wants() const noexcept;

    /// The value as text (a JSON text without its quotes), or why there is none: "json $.token: no such value". What is
    /// null or empty is none.
    [[nodiscard]] boost::system::result<std::string, std::string> take(const observation& of) const;

private:
    struct parsed;
    explicit capture(std::shared_ptr<const parsed> what) noexcept;
    std::shared_ptr<const parsed> parsed_;
};

}  // namespace trawl::expect
