#!/bin/sh
# run.sh SOURCE WORK PROGRAM: has PROGRAM write reports, and reads them with programs that are not ours. Exit status 77: one of them
# cannot be had.
set -eu
source=$1 work=$2 program=$3

mkdir -p "$work"
"$source/install.sh" "$work"
for tool in xmllint prove jq cmark-gfm; do
    command -v $tool >/dev/null || { echo "$tool is missing: scripts/setup installs it"; exit 1; }
done
rm -rf "$work/reports"
mkdir "$work/reports"
"$program" "$work/reports"
prefixes=
for run in nasty:FAIL many:FAIL tolerant:PASS none:NOTESTS passing:PASS interrupted:BAILOUT; do
    "$source/verify.sh" "$source" "$work" "$work/reports/${run%:*}" "${run#*:}"
    "$source/verify_pages.sh" "$work" "$work/reports/${run%:*}"
    prefixes="$prefixes reports/${run%:*}"
done
(cd "$work" && node verify.mjs $prefixes)
grep -q 's3cret' "$work"/reports/* && { echo "a secret stands in a report"; exit 1; }
exit 0
