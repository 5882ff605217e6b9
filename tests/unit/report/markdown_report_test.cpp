#include "report/markdown_report.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_checks.hpp"

namespace trawl::report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::size_t small = 8192;

std::string page(const run_record& run, const std::vector<check_record>& checks) {
    return test::written([](auto& of, auto& walk, auto& take) { write_markdown_report(of, walk, take); }, run, checks);
}

std::string small_page(const run_record& run, const std::vector<check_record>& checks) {
    return test::written([](auto& of, auto& walk, auto& take) { write_markdown_report(of, walk, take, small); }, run,
                         checks);
}

TEST(MarkdownReport, HasATableOfWhatDidNotPassAndTheDetails) {
    EXPECT_EQ(page(test::sample_run(), test::sample_checks()), R"~(## smoke

❌ 5 checks: 1 passed, 1 flaky, 1 failed, 1 error, 1 skipped in 1.2 s (13 runs, 3 failed)  
p50 12 ms, p95 612 ms; 15 requests over 2 connections

| Threshold | Says |
|---|---|
| ✅ holds | `failed <= 50%: 23 %` |
| ❌ failed | `p95(time) is 612 ms, not < 500ms (ci/smoke.toml:2)` |

| Result | Check | Place | What happened | Status | Time |
|---|---|---|---|---|---|
| ❌ failed | `login <1>` | `ci/smoke.toml:20` | `status is 404, not in 200..299` | 404 | 12 ms |
| ❌ error | `GET https://www.b.test/x` | `urls.txt:3` | `connect: timed out` | - | 12 ms |
| ⚠️ flaky | `cart` | `ci/smoke.toml:30` | `timeout` | 200 | 12 ms |
| ⏭️ skipped | `order #1` | `ci/smoke.toml:40` | `"login" did not pass` | - | - |

<details><summary>❌ failed <code>login &lt;1&gt;</code></summary>

```text
GET http://a.test/20 -> http://a.test/elsewhere: HTTP 404
expected: status in 200..299 (ci/smoke.toml:22)
  but status is 404, not in 200..299
1 expectation holds
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
body:
| <h1>Not here</h1>
|   at all
```

</details>

<details><summary>❌ error <code>GET https://www.b.test/x</code></summary>

```text
GET https://www.b.test/x
message: connect: timed out
2 of 10 runs failed, 1 was flaky
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
```

</details>

<details><summary>⚠️ flaky <code>cart</code></summary>

```text
passed at try 3
the first: timeout
```

</details>
)~");
}

TEST(MarkdownReport, IsShortIfAllPassed) {
    run_record run;
    run.name = "shop.example #1 @all";
    run.checks = run.passed = run.requests = 1;
    EXPECT_EQ(page(run, {test::sample_checks()[0]}),
              "## `shop.example #1 @all`\n\n✅ 1 check: 1 passed in 0 ms  \n1 request over 0 connections\n");
}

TEST(MarkdownReport, NothingOfAServerMeansAnything) {
    run_record run;
    run.checks = run.failed = 1;
    run.has_passed = false;
    EXPECT_EQ(page(run, {test::nasty_check()}), R"~(## 

❌ 1 check: 1 failed in 0 ms  
0 requests over 0 connections

| Result | Check | Place | What happened | Status | Time |
|---|---|---|---|---|---|
| ❌ failed | ```a\|b `c` ``d`` <script>x</script> @everyone \u{202e} 100%0A, ::error::x``` | `a,b:c%.toml:7` | `::error file=x::boom\x0a::error::again ##[add-mask]a \x1b[31m` | 200 | 12 ms |

<details><summary>❌ failed <code>a|b `c` ``d`` &lt;script&gt;x&lt;/script&gt; @everyone \u{202e} 100%0A, ::error::x</code></summary>

``````text
GET http://a.test/?<script>: HTTP 200
message: ::error file=x::boom\x0a::error::again ##[add-mask]a \x1b[31m
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
body:
| ```
| ::error::body
| </pre></details><script>alert(1)</script>
| ````` @everyone
|     tab\x1b]0;title\x07
| )~" + std::string(995, 'w') + R"~(...
| 
| 6
| 7
| 8
| ...
``````

</details>
)~");
}

TEST(MarkdownReport, StaysWithinItsLimitAndSaysWhatIsMissing) {
    const std::vector<check_record> checks(100, test::sample_checks()[1]);
    run_record run;
    run.checks = run.failed = 100;
    const std::string text = small_page(run, checks);
    EXPECT_LE(text.size(), small);
    EXPECT_GE(text.size(), small - 1024);
    EXPECT_THAT(text, HasSubstr(" more are left out of this table: it would be too long.\n"));
    EXPECT_THAT(text, testing::EndsWith("\nThe details are left out: the page would be too long.\n"));
    const std::string few = small_page(run, {checks.begin(), checks.begin() + 20});
    EXPECT_LE(few.size(), small);
    EXPECT_THAT(few, Not(HasSubstr("this table")));
    EXPECT_THAT(few, testing::ContainsRegex(
                         "</details>\n\nThe details of [0-9]+ more are left out: the page would be too long.\n$"));
}

TEST(MarkdownReport, WhatFailedComesBeforeWhatIsLessUrgent) {
    std::vector<check_record> checks = test::sample_checks();
    std::reverse(checks.begin(), checks.end());
    checks.insert(checks.begin(), 300, checks[1]);
    run_record run = test::sample_run();
    const std::string text = small_page(run, checks);
    EXPECT_THAT(text, HasSubstr("login <1>"));
    EXPECT_THAT(text, HasSubstr("`cart`"));
    EXPECT_THAT(text, HasSubstr("\n\n2"));  // hundreds of those that were skipped
}

}  // namespace
}  // namespace trawl::report
