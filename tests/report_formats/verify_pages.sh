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
json() {
    jq -r "$1" "$prefix.json"
}

xmllint --huge --noout "$prefix.html" 2>"$work/xmllint.txt" || fail "$(head -c 2000 "$work/xmllint.txt")"
rows=$(xmllint --huge --xpath "count(//*[local-name()='tbody']/*[local-name()='tr'])" "$prefix.html")
same "the HTML's number of checks" "$rows" "$(json '.checks|length')"
foreign=$(xmllint --huge --xpath "count(//*[local-name()='script' or local-name()='a' or local-name()='img' or @href or @src or @onload])" "$prefix.html")
same "the number of its elements that are not ours" "$foreign" 0

cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist "$prefix.md" >"$work/page.html" || fail "cmark-gfm cannot read it"
told=$(json '[.checks[]|select(.result|IN("failed","error","flaky","skipped"))]|length')
thresholds=$(json '.thresholds|length')
heads=$(( (told > 0) + (thresholds > 0) ))
same "the Markdown's number of rows" "$(grep -c '^<tr>$' "$work/page.html" || :)" $((told + thresholds + heads))
same "its number of details" "$(grep -c '^<details>' "$work/page.html" || :)" "$(json '[.checks[]|select(.result|IN("failed","error","flaky"))]|length')"
grep -qE '<(a|b|script|img|input|del)( [^>]*)?>' "$work/page.html" && fail "text became markup: $(grep -oE '.{0,80}<(a|b|script|img|input|del)( [^>]*)?>.{0,80}' "$work/page.html" | head -3)"

# Every line is a command of ours, and no line has another in it.
grep -avqE '^::(error|warning) (file=[^:,]+,(line=[0-9]+,)?)?title=[^:,]*::' "$prefix.github" && fail "a line is no annotation of ours"
[ "$(wc -l <"$prefix.github")" -le 20 ] || fail "too many annotations"
exit 0
