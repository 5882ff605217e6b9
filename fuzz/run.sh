#!/bin/sh
# run.sh PROGRAM TARGET FOLDER ARGUMENT...: runs a target of the fuzzer from its seeds, with its dictionary. What it finds worth
# keeping is put into FOLDER/TARGET, an input that breaks something beside that. TRAWL_FUZZ_SECONDS says for how long, with what
# earlier runs have found; without it, it is the same moment each time: a test.
set -eu
program=$1 target=$2 folder=$3
shift 3
source=$(dirname "$0")

if [ -n "${TRAWL_FUZZ_SECONDS-}" ]; then
    set -- -max_total_time="$TRAWL_FUZZ_SECONDS" -timeout=10 -print_final_stats=1 "$@"
else
    rm -rf "${folder:?}/$target"
    set -- -runs=10000 -max_total_time=2 -seed=1 -verbosity=0 -timeout=60 "$@"
fi
mkdir -p "$folder/$target" "$folder/$target.seeds"
if [ -d "$source/seeds/$target" ]; then
    cp "$source/seeds/$target/"* "$folder/$target.seeds/"
else
    # One a line.
    awk -v folder="$folder/$target.seeds" '{ file = folder "/" NR; printf "%s", $0 > file; close(file) }' "$source/seeds/$target.txt"
fi
export TRAWL_FUZZ="$target"
"$program" -dict="$source/dictionaries/$target.txt" -artifact_prefix="$folder/$target." -rss_limit_mb=2048 "$@" \
    "$folder/$target" "$folder/$target.seeds" || {
    echo "$target has found something: see above. Again: TRAWL_FUZZ=$target $program $folder/$target.crash-... (or timeout-, leak-, oom-)"
    exit 1
}
