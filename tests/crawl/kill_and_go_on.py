#!/usr/bin/env python3
"""Kills `trawl crawl` with SIGKILL at random moments and starts it again until it ends, and looks at what is left.

    kill_and_go_on.py TRAWL [KILLS [PAGES [SEED]]]      10 kills of a crawl of 1,000 pages if not given

A crawl that nobody disturbs comes first. The other one must end with the same set of pages, the same digests, each page once in every file, a
WARC whose records are whole; and no page is asked for again that the state had as done when the program was killed.
"""

import collections
import gzip
import hashlib
import json
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from crawled_site import BUDGETS, Site, difference

OPTIONS = [word for name, limit in BUDGETS.items() for word in (f"--{name}", str(limit))]


class Crawl:
    """One folder with its outputs, and the runs that fill it."""

    def __init__(self, trawl, site, folder):
        self.trawl, self.site, self.folder, self.runs = trawl, site, folder, 0
        folder.mkdir()

    def start(self):
        self.runs += 1
        return subprocess.Popen(
            [self.trawl, "crawl", self.site.url, "-d", self.folder / "state", "-H", f"X-Start: {self.runs}", "--mirror", "--jsonl", self.folder / "pages.jsonl",
             "--warc", self.folder / "archive", "--warc-max-size", "4M", "--links", self.folder / "links.jsonl", "-q", *OPTIONS],
            stdout=subprocess.DEVNULL, stderr=open(self.folder / "stderr", "ab"))

    def done(self):
        """URLs that the state has as done."""
        place = self.folder / "state/.trawl/state.db"
        if not place.exists():
            return set()
        with sqlite3.connect(place, timeout=60) as state:
            try:
                return {url for url, in state.execute("SELECT url.url FROM done JOIN url ON url.id = done.id")}
            except sqlite3.OperationalError:  # killed before the first commit
                return set()

    def records(self):
        lines = (self.folder / "pages.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def files(self):
        """The mirrored files: name and SHA-256."""
        root = self.folder / "state"
        return {str(name.relative_to(root)): hashlib.sha256(name.read_bytes()).hexdigest()
                for name in root.rglob("*") if name.is_file() and ".trawl" not in name.relative_to(root).parts}


def archived(folder):
    """The records of all WARC files: (type, target, payload digest); asserts that each is whole."""
    found = []
    for place in sorted(folder.glob("archive*.warc.gz")):
        text = gzip.decompress(place.read_bytes())
        at = 0
        while at < len(text):
            end = text.index(b"\r\n\r\n", at)
            head = text[at:end].decode("utf-8", "replace")
            assert head.startswith("WARC/1.1\r\n"), f"{place.name}: no record at {at}"
            fields = dict(re.findall(r"^([\w-]+): (.*?)\r?$", head, re.M))
            size = int(fields["Content-Length"])
            assert text[end + 4 + size:end + 8 + size] == b"\r\n\r\n", f"{place.name}: a torn record at {at}"
            found.append((fields["WARC-Type"], fields.get("WARC-Target-URI"), fields.get("WARC-Payload-Digest")))
            at = end + 8 + size
    return found


def is_steady(url):
    """Whether its content is the same each time."""
    return "/trap/session.php" not in url and "/trap/facets" not in url


def compare(crawl, whole):
    wrong = []
    records, expected = crawl.records(), whole.records()
    counts = collections.Counter(record["url"] for record in records)
    wrong += [f"{count} records of {url}" for url, count in counts.items() if count > 1]
    digests = {record["url"]: record["sha256"] for record in records if is_steady(record["url"])}
    right = {record["url"]: record["sha256"] for record in expected if is_steady(record["url"])}
    wrong += [f"record of {url}: {digests.get(url)}, not {digest}" for url, digest in right.items() if digests.get(url) != digest]
    wrong += [f"a record too many: {url}" for url in digests.keys() - right.keys()]
    here, there = crawl.files(), whole.files()
    wrong += [f"file {name}: not as it should be" for name in here.keys() ^ there.keys() if is_steady("/" + name)]
    captures = collections.Counter((kind, target) for kind, target, _ in archived(crawl.folder) if kind in ("response", "revisit"))
    wrong += [f"{count} captures of {target}" for (_, target), count in captures.items() if count > 1]
    captured = {target for _, target in captures}
    wrong += [f"not archived: {url}" for url in counts.keys() - captured]
    return wrong


def main(arguments):
    trawl = pathlib.Path(arguments[1]).resolve()
    kills, pages, seed = (int(arguments[index]) if len(arguments) > index else usual for index, usual in ((2, 10), (3, 1000), (4, 2026)))
    chance, wrong, finished = random.Random(seed), [], 0
    with tempfile.TemporaryDirectory() as place, Site(place, pages) as site:
        whole = Crawl(trawl, site, pathlib.Path(place, "whole"))
        began = time.monotonic()
        status = whole.start().wait(timeout=600)
        took = time.monotonic() - began
        wrong += [f"undisturbed: exit status {status}"] if status not in (0, 4) else []
        site.asked()
        crawl, killed, asked, done = Crawl(trawl, site, pathlib.Path(place, "killed")), 0, [], set()
        while True:
            child = crawl.start()
            try:
                limit = 600 if killed >= kills else chance.uniform(0.02, max(0.3, 2.2 * took / max(kills, 1)))
                status = child.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                status = child.wait()
                killed += 1
            new = site.asked()
            again = {site.url.rstrip("/") + one.target for one in new} & done
            wrong += [f"run {crawl.runs} asked again for {url}, which was done" for url in sorted(again)[:3]]
            asked, done = asked + new, crawl.done()
            if status >= 0:
                finished += 1
                break
        time.sleep(0.2)
        asked += site.asked()
        once = [one._replace(start="") for one in asked]
        wrong += [line for line in difference(site, list({one.target: one for one in once}.values())) if not line.startswith("asked for more")]
        wrong += [f"the last run: exit status {status}"] if status not in (0, 4) else []
        wrong += compare(crawl, whole)
        extra = len(once) - len({one.target for one in once})
        print("\n".join(wrong[:40]) or f"{crawl.runs} runs, {killed} killed: {len(crawl.records())} pages, {extra} of {len(once)} requests asked for what was in flight")
        if wrong:
            print((crawl.folder / "stderr").read_text()[-2000:])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
