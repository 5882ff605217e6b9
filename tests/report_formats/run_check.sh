#!/bin/sh
# run_check.sh SOURCE WORK TRAWL: has `trawl check` write reports of a run and of one that is interrupted, and reads them with
# programs that are not ours. Exit status 77: one of them cannot be had.
set -eu
source=$1 work=$2 trawl=$3

"$source/install.sh" "$work"
rm -rf "$work/runs"
mkdir "$work/runs"
cp "$source/serve.mjs" "$work/"
node "$work/serve.mjs" "$work/runs" &
server=$!
trap 'kill $server' EXIT
wait_for() {
    while [ ! -e "$1" ]; do
        kill -0 "$2" 2>/dev/null || { echo "nobody is left to make $1"; exit 1; }
        sleep 0.05
    done
}
wait_for "$work/runs/port" $server
base=http://127.0.0.1:$(cat "$work/runs/port")

cat >"$work/runs/smoke.toml" <<'END'
name = "smoke ]]> \u001b # \\ \ufffe"
thresholds = ["failed <= 90%", "p95(time) < 0.001ms"]

[[check]]
name = "home # 1"
url = "/"
expect = ["status == 200", "json $.token == 'not \u0007 it ]]>'"]
tags = ["fast & \"good\""]

[[check]]
name = "twins"
url = "/missing?${SECRET:TOKEN}"
matrix = { n = ["<a>", "# SKIP b", "c\\"] }
expect = ["body contains 'Welcome'", "header X-Secret == '${SECRET:TOKEN}-not'"]

[[check]]
name = "flaky"
url = "/flaky"
retry = { max = 2, every = "10ms" }

[[check]]
name = "needs what fails"
needs = "home # 1"
url = "/"

[[check]]
name = "skipped"
url = "/"
skip = "because ]]> # of \\ this"

[[check]]
url = "/"
END
report() { # report NAME ARGUMENT...: its exit status stands in $status
    name=$1
    shift
    env -i PATH="$PATH" HOME="$work" TOKEN=s3cret-value "$trawl" check --base-url "$base" --junit "$work/runs/$name.xml" --tap "$work/runs/$name.tap" \
        --json "$work/runs/$name.json" "$@" >"$work/runs/$name.out" 2>&1 &
    trawl_process=$!
}
ended_with() { # ended_with STATUS
    wait $trawl_process && status=0 || status=$?
    [ "$status" = "$1" ] || { echo "exit status $status, not $1:"; head -c 2000 "$work/runs/$name.out"; exit 1; }
}
counted() { # counted WHAT NUMBER
    [ "$(jq ".counts.$1" "$work/runs/$name.json")" = "$2" ] || { echo "$name: $1: $(jq -c .counts "$work/runs/$name.json")"; exit 1; }
}

report run --secret TOKEN "$work/runs/smoke.toml" "$base/missing" http://127.0.0.1:1/
ended_with 3
counted passed 1
counted flaky 1
counted failed 5
counted errors 1
counted skipped 2
"$source/verify.sh" "$source" "$work" "$work/runs/run" FAIL
grep -q 's3cret' "$work"/runs/run.* && { echo "a secret stands in a report"; exit 1; }

report interrupted "$base/" "$base/waits" -j 1
wait_for "$work/runs/waits" $trawl_process
kill -TERM $trawl_process
while ! grep -q 'once more ends them' "$work/runs/interrupted.out"; do
    kill -0 $trawl_process
    sleep 0.05
done
kill -TERM $trawl_process
ended_with 143
counted not_run 1
"$source/verify.sh" "$source" "$work" "$work/runs/interrupted" BAILOUT

report none --allow-empty -i /dev/null
ended_with 0
"$source/verify.sh" "$source" "$work" "$work/runs/none" NOTESTS
(cd "$work" && node verify.mjs runs/run runs/interrupted runs/none)
