#include "report/html_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_checks.hpp"

namespace trawl::report {
namespace {

using testing::HasSubstr;
using testing::Not;

// That the page is well-formed, whatever stands in it, is for tests/report_formats.

TEST(HtmlReport, HasWhatDidNotPassFirstAndThenAllOthers) {
    const std::string page = test::written(write_html_report, test::sample_run(), test::sample_checks());
    EXPECT_EQ(page.substr(page.find("</style>")), R"~(</style>
</head>
<body>
<h1>smoke</h1>
<p class="bad">5 checks: 1 passed, 1 flaky, 1 failed, 1 error, 1 skipped in 1.2 s (13 runs, 3 failed)</p>
<p class="mild">p50 12 ms, p95 612 ms; 15 requests over 2 connections; began 2026-11-23T10:33:49.123Z</p>
<h2>Thresholds</h2>
<table>
<tr class="passed"><td>holds</td><td>failed &lt;= 50%: 23 %</td></tr>
<tr class="failed"><td>failed</td><td>p95(time) is 612 ms, not &lt; 500ms (ci/smoke.toml:2)</td></tr>
</table>
<h2>Not passed</h2>
<table>
<thead><tr><th>Result</th><th>Check</th><th class="number">Status</th><th class="number">Time</th></tr></thead>
<tbody>
<tr class="failed"><td>failed</td><td>login &lt;1&gt; <span class="mild">ci/smoke.toml:20</span><details open="open"><summary>status is 404, not in 200..299</summary><pre>GET http://a.test/20 -&gt; http://a.test/elsewhere: HTTP 404
expected: status in 200..299 (ci/smoke.toml:22)
  but status is 404, not in 200..299
1 expectation holds
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
body:
| &lt;h1&gt;Not here&lt;/h1&gt;
|   at all
</pre></details></td><td class="number">404</td><td class="number">12 ms</td></tr>
<tr class="error"><td>error</td><td>GET https://www.b.test/x <span class="mild">urls.txt:3</span><details open="open"><summary>connect: timed out</summary><pre>GET https://www.b.test/x
message: connect: timed out
2 of 10 runs failed, 1 was flaky
times: total 12.0 ms: queue 0.5 ms, ttfb 10.0 ms
</pre></details></td><td class="number">-</td><td class="number">12 ms</td></tr>
</tbody>
</table>
<h2>All others</h2>
<table>
<thead><tr><th>Result</th><th>Check</th><th class="number">Status</th><th class="number">Time</th></tr></thead>
<tbody>
<tr class="passed"><td>passed</td><td>home <span class="mild">ci/smoke.toml:10</span></td><td class="number">200</td><td class="number">12 ms</td></tr>
<tr class="flaky"><td>flaky</td><td>cart <span class="mild">ci/smoke.toml:30</span><details><summary>timeout</summary><pre>passed at try 3
the first: timeout
</pre></details></td><td class="number">200</td><td class="number">12 ms</td></tr>
<tr class="skipped"><td>skipped</td><td>order #1 <span class="mild">ci/smoke.toml:40</span><br/>&quot;login&quot; did not pass</td><td class="number">-</td><td class="number">-</td></tr>
</tbody>
</table>
</body>
</html>
)~");
}

TEST(HtmlReport, LetsNothingRunAndLoadsNothing) {
    const std::string page = test::written(write_html_report, test::sample_run(), {test::nasty_check()});
    EXPECT_THAT(page, HasSubstr("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "));
    EXPECT_THAT(page, HasSubstr("<meta name=\"color-scheme\" content=\"light dark\"/>"));
    for (const char* const harm :
         {"<script", "</pre></details><script", "src=\"", "href", "\xE2\x80\xAE", "\x1b", "@import", "url("}) {
        EXPECT_THAT(page, Not(HasSubstr(harm)));
    }
    EXPECT_THAT(page, HasSubstr("| &lt;/pre&gt;&lt;/details&gt;&lt;script&gt;alert(1)&lt;/script&gt;\n| `````"));
}

}  // namespace
}  // namespace trawl::report
