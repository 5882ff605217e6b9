#!/usr/bin/env python3
"""What a check costs, beside a fetch and curl, and what memory runs of `trawl check` take: prints Markdown tables.

    bench/check/compare.py [cost] [instructions] [memory]    all three if none is named
    TRAWL=PROGRAM                                            another program than build/release/trawl

Needs nginx and curl, valgrind for the instructions (Debian 12: apt-get install nginx-light curl valgrind). Everything stays on 127.0.0.1 and in a
folder of its own.
"""

import itertools
import json
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/lib"))
import measure  # noqa: E402
from nginx import Nginx  # noqa: E402

TRAWL = os.environ.get("TRAWL", str(ROOT / "build/release/trawl"))
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
ROUNDS = 5
LANES = ["-j", "64", "--per-host", "64", "-q"]
EXPECTED = ["status == 200", 'header Content-Type contains "json"', "json $.items[2].name == 'third'", "time < 30s"]


class Server:
    """/1, /2, ...: a JSON of 1 KiB; /big/1, ...: 1 MiB that ends in "the end"."""

    def __init__(self, place):
        root = place / "root"
        root.mkdir()
        items = [{"id": number, "name": name} for number, name in enumerate(("first", "second", "third"))]
        text = json.dumps({"status": "ok", "items": items, "more": ""})
        (root / "page").write_text(text.replace('"more": ""', f'"more": "{"x" * (1024 - len(text))}"'))
        (root / "big").write_text("filler and more\n" * 65535 + "here is the end\n")
        self.nginx = Nginx(place, 1, lambda port: f"""
  default_type application/json;
  server {{ listen 127.0.0.1:{port} backlog=1024; root {root};
    location / {{ try_files /page =500; }}
    location /big/ {{ try_files /big =500; }}
  }}""")
        self.url = f"http://127.0.0.1:{self.nginx.ports[0]}"
        self.stop = self.nginx.stop


class Inputs:
    """Suites, lists and curl's config of so many URLs."""

    def __init__(self, place, url):
        self.place, self.url = place, url

    def write(self, name, lines):
        path = self.place / name
        with open(path, "w", encoding="ascii") as file:
            file.writelines(lines)
        return path

    def suite(self, count):
        head = f'base_url = "{self.url}"\n[defaults]\nexpect = {json.dumps(EXPECTED)}\n'
        checks = (f'[[check]]\nname = "page {number}"\nurl = "/{number}"\n' for number in range(count))
        return self.write(f"{count}.toml", itertools.chain([head], checks))

    def list(self, count, folder=""):
        return self.write(f"{folder.strip('/')}{count}.txt", (f"{self.url}{folder}/{number}\n" for number in range(count)))

    def curl_list(self, count):
        return self.write(f"{count}.curl", (f'url = "{self.url}/{number}"\noutput = /dev/null\n' for number in range(count)))


def run(command):
    took = measure.run(command, ENVIRONMENT)
    if took.status != 0:
        sys.exit(f"compare: status {took.status}: {command}")
    return took.seconds, took.cpu, took.resident


def instructions(command):
    with tempfile.TemporaryDirectory() as place:
        return measure.instructions(command, ENVIRONMENT, pathlib.Path(place) / "callgrind")


def of_trawl(inputs, count):
    return {
        "`trawl check SUITE`, four expectations": [TRAWL, "check", inputs.suite(count), *LANES],
        "`trawl check -i LIST`": [TRAWL, "check", "-i", inputs.list(count), *LANES],
        "`trawl fetch --discard -i LIST`": [TRAWL, "fetch", "--discard", "-i", inputs.list(count), *LANES],
    }


def table(*heads):
    print("\n| " + " | ".join(heads) + " |\n|" + "---|" * len(heads), flush=True)


def cost(inputs):
    count = 1000
    commands = of_trawl(inputs, count)
    commands["`curl -Z --parallel-max 64 -f`"] = ["curl", "-q", "-Z", "--no-progress-meter", "--parallel-max", "64", "-fsS", "-K", inputs.curl_list(count)]
    commands["`xargs -P64 -n1 curl -fsS -o /dev/null`"] = ["xargs", "-a", inputs.list(count), "-P64", "-n1", "curl", "-q", "-fsS", "-o", "/dev/null"]
    runs = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            runs[name].append(run(command))
    table(f"{count:,} URLs", "took", "CPU time of one")
    for name, all_runs in runs.items():
        took, cpu, _ = (sorted(figures)[ROUNDS // 2] for figures in zip(*all_runs))
        print(f"| {name} | {took:.2f} s | {1e6 * cpu / count:.0f} us |")


def cost_in_instructions(inputs):
    table("instructions in user space", "of one URL", "of a run of one")
    more, one = of_trawl(inputs, 2001), of_trawl(inputs, 1)
    for name in more:
        start = instructions(one[name])
        print(f"| {name} | {(instructions(more[name]) - start) / 2000:,.0f} | {start / 1e6:.1f} M |", flush=True)
    print(f"| `trawl --version` | | {instructions([TRAWL, '--version']) / 1e6:.1f} M |")


def memory(inputs):
    reports = [word for name in ("junit", "tap", "json", "markdown", "html") for word in (f"--{name}", inputs.place / name)]
    cases = {
        "suite of 100": [inputs.suite(100)],
        "suite of 1,000": [inputs.suite(1000)],
        "suite of 1,000, all reports": [inputs.suite(1000), *reports],
        "suite of 1,000, `--repeat 100`": [inputs.suite(1000), "--repeat", "100"],
        "suite of 10,000": [inputs.suite(10_000)],
        "list of 100": ["-i", inputs.list(100)],
        "list of 10,000": ["-i", inputs.list(10_000)],
        "list of 200,000": ["-i", inputs.list(200_000)],
        "list of 200,000, all reports": ["-i", inputs.list(200_000), *reports],
        "1,000 bodies of 1 MiB": ["-i", inputs.list(1000, "/big")],
        "... with `body contains`": ["-i", inputs.list(1000, "/big"), "-e", 'body contains "the end"'],
    }
    table("", "MiB resident at most", "took")
    for name, words in cases.items():
        took, _, resident = run([TRAWL, "check", *words, *LANES])
        print(f"| {name} | {resident:.1f} | {took:.1f} s |", flush=True)


PARTS = {"cost": cost, "instructions": cost_in_instructions, "memory": memory}


def main(arguments):
    unknown = [name for name in arguments if name not in PARTS]
    if unknown:
        print(*[f"compare: there is no '{name}': {', '.join(PARTS)}" for name in unknown], sep="\n", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place:
        server = Server(pathlib.Path(place))
        try:
            for name in arguments or PARTS:
                PARTS[name](Inputs(pathlib.Path(place), server.url))
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
