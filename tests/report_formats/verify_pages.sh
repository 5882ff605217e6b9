#!/bin/sh
# verify_pages.sh WORK PREFIX: reads PREFIX.html, PREFIX.md and PREFIX.github: whole, with as many rows as there are checks, and with
# nothing in them that text from outside has made.
set -eu
work=$1 prefix=$2

fail() {
    echo "$prefix: $*"
    exit 1
}
same() { # same WHAT ACTUAL EXPECTED
    [ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

told=$(jq -r '
    def those(f): [.checks[].result | select(f)] | length;
    "\(.checks | length) \(.thresholds | length) \(those(IN("failed", "error", "flaky"))) \(those(. == "skipped"))"
    ' "$prefix.json")
read -r checks thresholds detailed skipped <<END
$told
END

rows="count(//*[local-name()='tbody']/*[local-name()='tr'])"
foreign="count(//*[local-name()='script' or local-name()='a' or local-name()='img' or @href or @src or @onload])"
found=$(xmllint --huge --xpath "concat($rows, ' checks, ', $foreign, ' elements that are not ours')" "$prefix.html" \
    2>"$work/xmllint.txt") || fail "$(head -c 2000 "$work/xmllint.txt")"
same "what the HTML has" "$found" "$checks checks, 0 elements that are not ours"

cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist "$prefix.md" >"$work/page.html" || fail "cmark-gfm cannot read it"
rows=$((detailed + skipped + thresholds))
heads=$(( (detailed + skipped > 0) + (thresholds > 0) ))
same "the Markdown's number of rows" "$(grep -c '^<tr>$' "$work/page.html" || :)" $((rows + heads))
same "its number of details" "$(grep -c '^<details>' "$work/page.html" || :)" "$detailed"
grep -qE '<(a|b|script|img|input|del)( [^>]*)?>' "$work/page.html" && fail "text became markup: $(grep -oE '.{0,80}<(a|b|script|img|input|del)( [^>]*)?>.{0,80}' "$work/page.html" | head -3)"

# Every line is a command of ours, and no line has another in it.
grep -avqE '^::(error|warning) (file=[^:,]+,(line=[0-9]+,)?)?title=[^:,]*::' "$prefix.github" && fail "a line is no annotation of ours"
[ "$(wc -l <"$prefix.github")" -le 20 ] || fail "too many annotations"
exit 0
