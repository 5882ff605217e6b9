#!/usr/bin/env python3
"""What curl, wget2, aria2 and trawl make of the same difficult downloads: prints a Markdown table.

    bench/trust/compare.py [CASE...]     all cases if none is named; --list prints their names
    TRAWL=PROGRAM                        another program than build/release/trawl

Needs curl, wget2 and aria2 (Debian 12: apt-get install curl wget2 aria2). Everything stays on 127.0.0.1 and in a folder of its own.
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from server import Server, content, digest  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRAWL = os.environ.get("TRAWL", str(ROOT / "build/release/trawl"))
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}


class Tool:
    """How one of the four is asked for a list of (URL, name): eight at a time, ten retries, three seconds without a byte end a try."""

    def __init__(self, name, place, server):
        self.name, self.place, self.server = name, place, server
        self.out = place / "out"
        self.out.mkdir()

    def command(self, files, resume=False, names=True, retries=10):
        lists = self.place / "list"
        if self.name == "curl":
            lists.write_text("".join(f'url = "{url}"\n' + (f'output = "{name}"\n' if names else "remote-name\n") for url, name in files))
            return ["curl", "-q", "-Z", "--parallel-immediate", "--parallel-max", "8", "-fsS", "--retry", str(retries), "--retry-all-errors",
                    "--retry-delay", "1", "--speed-limit", "1", "--speed-time", "3", "--output-dir", str(self.out), *(["-C", "-"] if resume else []), "-K", str(lists)]
        if self.name == "wget2":
            lists.write_text("".join(url + "\n" for url, _ in files))
            return ["wget2", "--no-config", "-q", "--max-threads", "8", "--tries", str(retries + 1), "--waitretry", "1", "--timeout", "3",
                    "-P", str(self.out), *(["-c"] if resume else []), "-i", str(lists)]
        if self.name == "aria2":
            lists.write_text("".join(url + "\n" + (f"  out={name}\n" if names else "") for url, name in files))
            return ["aria2c", "--no-conf", "-q", "-j", "8", "-x", "8", "-m", str(retries + 1), "--retry-wait", "1", "-t", "3", "--lowest-speed-limit", "1",
                    "--allow-overwrite=true", "--auto-file-renaming=false", *(["-c"] if resume else []), "-d", str(self.out), "-i", str(lists)]
        lists.write_text("".join(f"{url}\t{name}\n" if names else url + "\n" for url, name in files))
        return [TRAWL, "fetch", "-q", "-j", "8", "--per-host", "8", "--retries", str(retries), "--idle-timeout", "3", "--first-byte-timeout", "3",
                "-d", str(self.out), "-i", str(lists)]

    def run(self, files, limit=90, kill_after=None, **how):
        """The exit status; None if it took longer than the limit or was killed."""
        child = subprocess.Popen(self.command(files, **how), env=ENVIRONMENT, cwd=self.place, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return child.wait(kill_after or limit)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return None

    def file(self, name):
        path = self.out / name
        return path.read_bytes() if path.is_file() else None


def verdict(found, right, others, status):
    """What stands under the final name, and what the exit status said of it."""
    if found is None:
        what = "no file"
    elif found == right:
        what = "right"
    else:
        what = next((text for text, body in others.items() if found == body), "**wrong file**")
    return f"{what}, {'killed' if status is None else f'exit {status}'}"


def one(case, right, resume):
    """A single file, by one path."""
    def run(tool):
        status = tool.run([(tool.server.url(f"/{case}/f"), "f")], resume=resume)
        return verdict(tool.file("f"), right, {"cut file": right[: len(tool.file("f") or b"")]}, status)
    return run


def changed(tool):
    status = tool.run([(tool.server.url("/changed/f"), "f")], resume=True)
    old, new = content("version 1", 400_000), content("version 2", 400_000)
    return verdict(tool.file("f"), new, {"**mixture of both**": old[:160_000] + new[160_000:]}, status)


def changed_between_runs(tool):
    files = [(tool.server.url("/changed/f"), "f")]
    tool.run(files, resume=False, retries=0)
    status = tool.run(files, resume=True)
    old, new = content("version 1", 400_000), content("version 2", 400_000)
    return verdict(tool.file("f"), new, {"**mixture of both**": old[:160_000] + new[160_000:], "old, cut": old[:160_000]}, status)


def cut(tool):
    status = tool.run([(tool.server.url("/cut/f"), "f")], resume=True)
    sent = sum(asked.sent for asked in tool.server.log)
    return verdict(tool.file("f"), content("cut", 10_000_000), {}, status) + f", {sent / 1e6:.0f} MB sent"


def truncated(tool):
    status = tool.run([(tool.server.url("/truncated/f"), "f")], retries=0)
    return verdict(tool.file("f"), None, {"cut file under the final name": content("truncated", 200_000)[:80_000]}, status)


def complete(tool):
    files = [(tool.server.url("/ok/f"), "f")]
    tool.run(files)
    before = len(tool.server.log)
    status = tool.run(files, resume=True)
    return verdict(tool.file("f"), content("/ok/f", 1000), {}, status) + f", {len(tool.server.log) - before} requests"


def again(tool):
    files = [(tool.server.url(f"/ok/{n}"), str(n)) for n in range(100)]
    tool.run(files)
    before = len(tool.server.log)
    status = tool.run(files, resume=True)
    return f"{len(tool.server.log) - before} requests, exit {status}"


def limited(tool):
    files = [(tool.server.url(f"/limited/{n}"), str(n)) for n in range(40)]
    status = tool.run(files)
    right = sum(tool.file(str(n)) == content(f"/limited/{n}", 1000) for n in range(40))
    first = tool.server.log[0].when if tool.server.log else 0
    pushed = sum(first + 0.2 < asked.when < first + 2 for asked in tool.server.log)
    return f"{right} of 40, {pushed} requests while told to wait, exit {status}"


def faulty(tool):
    names = [f"f{n:04}" for n in range(1000)]
    started = time.monotonic()
    status = tool.run([(tool.server.url(f"/faulty/{name}"), name) for name in names], limit=600)
    found = {name: tool.file(name) for name in names}
    right = sum(found[name] == content(f"/faulty/{name}", 20_000) for name in names)
    missing = sum(body is None for body in found.values())
    return f"{right} right, {1000 - right - missing} wrong, {missing} missing, exit {status}, {time.monotonic() - started:.0f} s"


def bad_line(tool):
    good = [tool.server.url(f"/ok/{n}") for n in range(3)]
    status = tool.run([(good[0], "0"), ("http://[bad", "bad"), (good[1], "1"), (good[2], "2")], limit=60)
    return f"{sum(tool.file(str(n)) is not None for n in range(3))} of 3 good ones, exit {status}"


def same_name(tool):
    files = [(tool.server.url(f"/ok/{folder}/f.txt"), "") for folder in "ab"]
    status = tool.run(files, names=False)
    kept = {path.read_bytes() for path in tool.out.iterdir() if path.is_file()}
    both = {content(f"/ok/{folder}/f.txt", 1000) for folder in "ab"}
    return f"{len(kept & both)} of 2 kept, exit {status}"


def exit_status(tool):
    missing, good = (tool.server.url("/missing/f"), "m"), (tool.server.url("/ok/f"), "f")
    first = tool.run([missing, good, good])
    return f"404 first: {first}, last: {tool.run([good, good, missing])}"


def killed(tool):
    """Killed 30 times at random moments, then left to end: what is right, and what was fetched again though it had come whole."""
    files = [(tool.server.url(f"/slow/{n}"), str(n)) for n in range(200)]
    whole = {str(n): content(f"/slow/{n}", 2_000 if n % 4 else 300_000) for n in range(200)}
    moments = random.Random(2)
    again = 0
    for _ in range(30):
        done = {name for name in whole if tool.file(name) == whole[name]}
        before = len(tool.server.log)
        tool.run(files, resume=True, kill_after=moments.uniform(0.02, 0.25))
        again += sum(asked.path.rsplit("/", 1)[1] in done and asked.status in (200, 206) for asked in tool.server.log[before:])
    status = tool.run(files, resume=True)
    right = sum(tool.file(name) == body for name, body in whole.items())
    left = sum(path.suffix in (".part", ".json", ".aria2") for path in tool.out.iterdir())
    return f"{right} of 200 right, {again} fetched again, {left} left over, exit {status}"


CASES = {
    "changed": ("The file changes while a broken download goes on", changed),
    "changed-between-runs": ("... between two runs", changed_between_runs),
    "cut": ("Reset at 80 % of 10 MB", cut),
    "ignored": ("The server ignores the range", one("ignored", content("ignored", 400_000), True)),
    "shifted": ("The server sends another range than asked for", one("shifted", content("shifted", 400_000), True)),
    "truncated": ("Cut short, no retries", truncated),
    "stalled": ("Stalls in the middle, once", one("stalled", content("stalled", 400_000), True)),
    "complete": ("Asked to go on with a file that is whole", complete),
    "again": ("The same list of 100 again", again),
    "limited": ("429 with Retry-After: 2, 40 files of one host", limited),
    "faulty": ("1,000 files, three replies in ten broken", faulty),
    "killed": ("200 files, SIGKILL at 30 random moments", killed),
    "bad-line": ("A bad line in the list", bad_line),
    "same-name": ("Two URLs that end in the same name", same_name),
    "exit-status": ("Exit status with one 404 among three", exit_status),
}
TOOLS = ["curl", "wget2", "aria2", "trawl"]


def version(tool):
    program = {"aria2": "aria2c", "trawl": TRAWL}.get(tool, tool)
    words = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()
    return next(word for word in words if word[0].isdigit())


def main(arguments):
    if "--list" in arguments:
        print("\n".join(CASES))
        return 0
    unknown = [name for name in arguments if name not in CASES]
    lacking = [tool for tool in ("curl", "wget2", "aria2c", TRAWL) if shutil.which(tool) is None]
    if unknown or lacking:
        print(*[f"compare: no case '{name}' (--list has them)" for name in unknown],
              *[f"compare: {tool} is not there" for tool in lacking], sep="\n", file=sys.stderr)
        return 2
    server = Server()
    print("| | " + " | ".join(f"{tool} {version(tool)}" for tool in TOOLS) + " |")
    print("|---" * (len(TOOLS) + 1) + "|", flush=True)
    for case in arguments or CASES:
        text, run = CASES[case]
        cells = []
        for tool in TOOLS:
            server.forget()
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
                cells.append(run(Tool(tool, pathlib.Path(place), server)))
        print(f"| {text} | " + " | ".join(cells) + " |", flush=True)
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
