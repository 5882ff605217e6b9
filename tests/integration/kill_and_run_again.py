#!/usr/bin/env python3
"""Kills `trawl fetch` with SIGKILL at random moments, starts it again until it ends, and looks at what is left.

    kill_and_run_again.py TRAWL [RUNS [SEED]]      RUNS lists of 300 files (1 KiB to 20 MiB, the big ones in ranges), 3 if not given

The files are of three hosts, and each start has another number of threads. Of each run: every file is right, nothing else is in the folder, and what a record or the journal called done was not asked for again. The
server is a real nginx on loopback.
"""

import collections
import hashlib
import json
import pathlib
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

KIB, MIB = 1 << 10, 1 << 20
DONE = {"ok", "already_complete", "not_modified"}


class Nginx:
    """Serves a folder; its log says which start of the program asked."""

    def __init__(self, place, root):
        self.place, self.log_read = place, 0
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        (place / "nginx.conf").write_text(f"""
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{ worker_connections 512; }}
http {{
  log_format asked '$http_x_start $status $request_method $uri $http_range';
  access_log {place}/access.log asked;
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
  limit_rate 24m; limit_rate_after 64k;
  server {{ listen 127.0.0.1:{self.port}; listen 127.0.0.2:{self.port}; listen 127.0.0.3:{self.port}; root {root}; }}
}}
""")
        self.child = subprocess.Popen(["nginx", "-p", place, "-c", "nginx.conf", "-e", "error.log"], stderr=subprocess.DEVNULL)
        while not (place / "nginx.pid").exists():
            if self.child.poll() is not None:
                sys.exit("nginx does not start: " + (place / "error.log").read_text())
            time.sleep(0.01)

    def asked(self):
        """[(start, status, path, range)] since the last call."""
        with open(self.place / "access.log", encoding="latin-1") as log:
            log.seek(self.log_read)
            text = log.read()
            self.log_read += len(text)
        lines = (line.split(" ", 4) for line in text.splitlines())
        return [(int(start), int(status), path.lstrip("/"), span) for start, status, _, path, span in lines if start.isdigit()]

    def stop(self):
        self.child.terminate()
        self.child.wait()


def make_files(root, dice):
    """Name -> digest."""
    digests = {}
    for number in range(300):
        size = dice.randint(5 * MIB, 20 * MIB) if number % 40 == 7 else dice.randint(100 * KIB, 2 * MIB) if number % 10 == 3 else dice.randint(KIB, 64 * KIB)
        body = dice.randbytes(size)
        name = f"file-{number:03}.bin"
        (root / name).write_bytes(body)
        digests[name] = hashlib.sha256(body).hexdigest()
    return digests


def done_by_records(path):
    found = set()
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue  # cut off by the kill
        if record["outcome"] in DONE:
            found.add(record["url"].rsplit("/", 1)[1])
    return found


def done_by_journal(folder):
    path = folder / ".trawl/state.db"
    if not path.exists():
        return set()
    with tempfile.TemporaryDirectory() as copy:  # reading must not repair what the next start is to find
        for part in path.parent.iterdir():
            shutil.copy(part, copy)
        journal = sqlite3.connect(pathlib.Path(copy) / "state.db")
        try:
            return {name for (name,) in journal.execute("select name from files where outcome in ('ok', 'already_complete', 'not_modified')")}
        except sqlite3.OperationalError:
            return set()
        finally:
            journal.close()


class Run:
    def __init__(self, trawl, place, server, digests, dice):
        self.trawl, self.place, self.server, self.digests, self.dice = trawl, place, server, digests, dice
        self.problems, self.starts, self.done_before = [], 0, {}
        self.statuses = collections.Counter()

    def start(self, may_be_killed=True):
        """Whether it ended by itself."""
        self.starts += 1
        child = subprocess.Popen([self.trawl, "fetch", "-q", "-i", self.place / "list", "-d", self.place / "out", "-j", "24", "--per-host", "24", "--split", "4", "--threads", str(1 + self.starts % 3),
                                  "-H", f"X-Start: {self.starts}", "--results", self.place / f"records-{self.starts}.jsonl"], stdin=subprocess.DEVNULL)
        try:
            status = child.wait(self.dice.uniform(0.01, 0.4 + 0.2 * self.starts) if may_be_killed else 300)
            if status != 0:
                self.problems.append(f"start {self.starts} ended with {status}")
            return True
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return False

    def whole(self):
        (self.place / "list").write_text("".join(f"http://127.0.0.{1 + number % 3}:{self.server.port}/{name}\n" for number, name in enumerate(self.digests)))
        while True:
            ended = self.start(may_be_killed=self.starts < 30)
            done = done_by_records(self.place / f"records-{self.starts}.jsonl") | done_by_journal(self.place / "out")
            for name in done:
                self.done_before.setdefault(name, self.starts)
            if ended or self.problems:
                break
        self.look_at_files()
        self.look_at_requests()
        return self.problems

    def look_at_files(self):
        out = self.place / "out"
        out.mkdir(exist_ok=True)
        names = {path.name for path in out.iterdir()} - {".trawl"}
        self.problems += [f"{name} is left over" for name in sorted(names - set(self.digests))]
        for name, digest in self.digests.items():
            if name not in names:
                self.problems.append(f"{name} is missing")
            elif hashlib.sha256((out / name).read_bytes()).hexdigest() != digest:
                self.problems.append(f"{name} is wrong")
        records = (self.place / f"records-{self.starts}.jsonl").read_text().splitlines()
        outcomes = collections.Counter(json.loads(line)["outcome"] for line in records)
        if sum(outcomes.values()) != len(self.digests) or set(outcomes) - DONE:
            self.problems.append(f"the last start's records: {dict(outcomes)}")

    def look_at_requests(self):
        for start, status, path, span in self.server.asked():
            self.statuses["go on" if span != "-" and status == 206 else status] += 1
            if start > self.done_before.get(path, start):
                self.problems.append(f"start {start} asked for {path}, done since start {self.done_before[path]}")


def main(arguments):
    trawl, runs = arguments[1], int(arguments[2]) if len(arguments) > 2 else 3
    seed = int(arguments[3]) if len(arguments) > 3 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    failed = starts = 0
    statuses = collections.Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as top:
        top = pathlib.Path(top)
        (top / "root").mkdir()
        digests = make_files(top / "root", dice)
        server = Nginx(top, top / "root")
        try:
            for number in range(runs):
                place = top / f"run-{number}"
                place.mkdir()
                run = Run(trawl, place, server, digests, dice)
                if problems := run.whole():
                    failed += 1
                    print(f"run {number}, {run.starts} starts:", *problems[:20], sep="\n  ", flush=True)
                starts += run.starts
                statuses += run.statuses
                shutil.rmtree(place)
        finally:
            server.stop()
    print(f"{runs} runs, {starts} starts, {failed} runs failed; replies: {dict(statuses)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
