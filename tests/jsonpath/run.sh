#!/bin/sh
# run.sh SOURCE WORK PROGRAM: compares what PROGRAM selects with npm's json-p3. Exit status 77: there is none to be had.
set -eu
source=$1 work=$2 program=$3

"$source/install.sh" "$work"
exec node "$work/compare.mjs" "$program"
