#!/bin/sh
# verify.sh SOURCE WORK PREFIX VERDICT: reads PREFIX.xml, PREFIX.tap and PREFIX.json with programs that are not ours; VERDICT is what
# `prove` has to say: PASS, FAIL, NOTESTS or BAILOUT.
set -eu
source=$1 work=$2 prefix=$3 verdict=$4

fail() {
    echo "$prefix: $*"
    exit 1
}
json() {
    jq -r "$1" "$work/facts.json"
}
xml() {
    xmllint --huge --xpath "$1" "$prefix.xml"
}
same() { # same WHAT ACTUAL EXPECTED
    [ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

jq -c '{counts, thresholds, checks: [.checks[] | {result, runs, failed_runs}]}' "$prefix.json" >"$work/facts.json" ||
    fail "jq cannot read it"
for pair in passed:passed flaky:flaky failed:failed error:errors skipped:skipped not_run:not_run; do
    same "the JSON's count of ${pair%:*}" "$(json "[.checks[]|select(.result==\"${pair%:*}\")]|length")" "$(json ".counts.${pair#*:}")"
done
for sum in runs failed_runs; do
    same "the JSON's count of $sum" "$(json "[.checks[].$sum]|add // 0")" "$(json ".counts.$sum")"
done

xmllint --huge --noout --schema "$source/junit.xsd" "$prefix.xml" 2>"$work/xmllint.txt" || fail "$(head -c 2000 "$work/xmllint.txt")"
same "the XML's number of test cases" "$(xml 'count(//testcase)')" "$(json '(.checks|length)+(.thresholds|length)')"
same "its failures" "$(xml 'count(//failure)')" "$(json '.counts.failed+([.thresholds[]|select(.result=="failed")]|length)')"
same "its errors" "$(xml 'count(//error)')" "$(json .counts.errors)"
same "its skipped" "$(xml 'count(//skipped)')" "$(json '.counts.skipped+.counts.not_run')"
for sum in tests:testcase failures:failure errors:error skipped:skipped; do
    same "the sum of ${sum%:*}" "$(xml "sum(//testsuite/@${sum%:*})")" "$(xml "count(//${sum#*:})")"
    same "the total of ${sum%:*}" "$(xml "string(/testsuites/@${sum%:*})")" "$(xml "count(//${sum#*:})")"
    same "the number of suites whose ${sum%:*} are wrong" "$(xml "count(//testsuite[@${sum%:*}!=count(.//${sum#*:})])")" 0
done

# That of Debian 12 knows no version of TAP beyond 13, which this differs from in nothing else that it reads.
prove --nocolor --exec 'sed 1s/14/13/' "$prefix.tap" >"$work/prove.txt" 2>&1 && status=0 || status=$?
grep -q 'Parse errors' "$work/prove.txt" && fail "prove: $(head -c 2000 "$work/prove.txt")"
case $verdict in
    BAILOUT) said='^FAILED--Further testing stopped: interrupted$' ;;
    *) said="^Result: $verdict\$" ;;
esac
grep -q "$said" "$work/prove.txt" || fail "prove does not say $verdict: $(head -c 2000 "$work/prove.txt")"
case $verdict in
    PASS | NOTESTS) same "prove's exit status" "$status" 0 ;;
    FAIL) grep -q "Tests=$(xml 'count(//testcase)')," "$work/prove.txt" || fail "prove counts otherwise: $(tail -1 "$work/prove.txt")" ;;
esac

(cd "$work" && node verify.mjs "$prefix")
