#!/bin/sh
# install.sh WORK: puts compare.mjs and the packages that it needs into the folder WORK. Exit status 77: they cannot be had.
set -eu
source=$(dirname "$0") work=$1

mkdir -p "$work"
command -v npm >/dev/null || { echo "npm is missing: scripts/setup installs it"; exit 77; }
cp "$source/compare.mjs" "$source/queries.mjs" "$work/"
cmp -s "$source/package-lock.json" "$work/node_modules/of.json" && exit 0
cp "$source/package.json" "$source/package-lock.json" "$work/"
(cd "$work" && npm ci --no-audit --no-fund --loglevel=error) || { echo "npm cannot install json-p3: no network?"; exit 77; }
cp "$source/package-lock.json" "$work/node_modules/of.json"
