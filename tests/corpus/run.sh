#!/bin/sh
# run.sh SOURCE WORK PROGRAM: has PROGRAM find the links of real pages, and npm's parse5 say whether they are the right ones.
# Exit status 77: there are no pages or no parse5 to be had.
set -eu
source=$1 work=$2 program=$3

mkdir -p "$work"
command -v npm >/dev/null || { echo "npm is missing: scripts/setup installs it"; exit 77; }
"$source/pages.sh" "$work"
cp "$source/compare.mjs" "$source/package.json" "$source/package-lock.json" "$work/"
cd "$work"
[ -d node_modules/parse5 ] || npm ci --no-audit --no-fund --loglevel=error || { echo "npm cannot install parse5: no network?"; exit 77; }
find pages -type f \( -name '*.html' -o -name '*.htm' \) | LC_ALL=C sort >list
xargs -d '\n' "$program" <list >found
node compare.mjs list found
