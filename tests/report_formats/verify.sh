#!/bin/sh
# verify.sh SOURCE WORK PREFIX VERDICT: reads PREFIX.xml, PREFIX.tap and PREFIX.json with programs that are not ours; VERDICT is what
# `prove` has to say: PASS, FAIL, NOTESTS or BAILOUT.
set -eu
source=$1 work=$2 prefix=$3 verdict=$4

fail() {
    echo "$prefix: $*"
    exit 1
}
same() { # same WHAT ACTUAL EXPECTED
    [ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

# Of each element of the XML: how many there should be, what the suites and the whole should count, and no suite that is wrong.
told=$(jq -r '
    def element($name; $count): "\($name) \($count) \($count) \($count) 0; ";
    .counts as $counts
    | (if .result == "passed" then [0, 0] else [.counts.failed, .counts.errors] end) as [$failed, $errors]
    | (.thresholds | length) as $thresholds
    | (.thresholds | map(select(.result == "failed")) | length) as $broken
    | (if .trouble then 1 else 0 end) as $trouble
    | (reduce .checks[] as $check ({};
        .[$check.result] += 1 | .runs += $check.runs | .failed_runs += $check.failed_runs)) as $has
    | (["passed", "passed"], ["flaky", "flaky"], ["failed", "failed"], ["error", "errors"], ["skipped", "skipped"],
        ["not_run", "not_run"], ["runs", "runs"], ["failed_runs", "failed_runs"]
        | . as [$of, $count]
        | select(($has[$of] // 0) != $counts[$count])
        | error("it counts \($counts[$count]) of \($of), and has \($has[$of] // 0)")),
      element("testcase"; (.checks | length) + $thresholds + $trouble)
        + element("failure"; $failed + $broken)
        + element("error"; $errors + $trouble)
        + element("skipped"; $counts.skipped + $counts.not_run)' "$prefix.json" 2>&1) || fail "the JSON: $told"

xmllint --huge --noout --schema "$source/junit.xsd" "$prefix.xml" 2>"$work/xmllint.txt" || fail "$(head -c 2000 "$work/xmllint.txt")"
facts=
for pair in tests:testcase failures:failure errors:error skipped:skipped; do
    sum=${pair%:*} element=${pair#*:}
    facts="$facts'$element ', count(//$element), ' ', sum(//testsuite/@$sum), ' ', /testsuites/@$sum, ' ',"
    facts="$facts count(//testsuite[@$sum!=count(.//$element)]), '; ',"
done
same "the XML" "$(xmllint --huge --xpath "concat($facts '')" "$prefix.xml")" "$told"

# That of Debian 12 knows no version of TAP beyond 13, which this differs from in nothing else that it reads.
prove --nocolor --exec 'sed 1s/14/13/' "$prefix.tap" >"$work/prove.txt" 2>&1 && status=0 || status=$?
grep -q 'Parse errors' "$work/prove.txt" && fail "prove: $(head -c 2000 "$work/prove.txt")"
case $verdict in
    BAILOUT) said='^FAILED--Further testing stopped: interrupted$' ;;
    *) said="^Result: $verdict\$" ;;
esac
grep -q "$said" "$work/prove.txt" || fail "prove does not say $verdict: $(head -c 2000 "$work/prove.txt")"
tests=${told#testcase }
case $verdict in
    PASS | NOTESTS) same "prove's exit status" "$status" 0 ;;
    FAIL) grep -q "Tests=${tests%% *}," "$work/prove.txt" || fail "prove counts otherwise: $(tail -1 "$work/prove.txt")" ;;
esac
exit 0
