#!/bin/sh
# run.sh PROGRAM SOURCE NAME CORPUS ARGUMENT...: runs the fuzzer PROGRAM from the seeds of NAME in the folder SOURCE, with its
# dictionary. Inputs that it finds worth keeping are put into the folder CORPUS, which is emptied before; one that fails
# stands beside it, CORPUS.crash-...
set -eu
program=$1 source=$2 name=$3 corpus=$4
shift 4

rm -rf "$corpus"
mkdir -p "$corpus/seeds" "$corpus/found"
if [ -d "$source/seeds/$name" ]; then
    cp "$source/seeds/$name/"* "$corpus/seeds/"
else
    # One a line.
    awk -v folder="$corpus/seeds" '{ file = folder "/" NR; printf "%s", $0 > file; close(file) }' "$source/seeds/$name.txt"
fi
exec "$program" -dict="$source/dictionaries/$name.txt" -artifact_prefix="$corpus." "$@" "$corpus/found" "$corpus/seeds"
