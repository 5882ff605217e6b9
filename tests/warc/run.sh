#!/bin/sh
# run.sh SOURCE WORK PROGRAM: has PROGRAM write archives, and npm's warcio verify them. Exit status 77: there is no warcio to be had.
set -eu
source=$1 work=$2 program=$3

mkdir -p "$work"
"$source/install.sh" "$work"
rm -rf "$work/archives"
mkdir "$work/archives"
"$program" "$work/archives/all"
for prefix in all-sha1 all-sha256; do
    node "$work/verify.mjs" "$work/archives/$prefix"
done
