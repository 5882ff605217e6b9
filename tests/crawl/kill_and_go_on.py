#!/usr/bin/env python3
"""Ends `trawl crawl` at random moments, mostly with SIGKILL, starts it again until it has nothing left to do, and looks at what is left.

    kill_and_go_on.py TRAWL [KILLS [PAGES [SEED]]]      10 times by SIGKILL, a crawl of 1,000 pages, if not given
    WARCIO=FOLDER: where tests/warc/install.sh puts, or has put, a foreign reader of WARC, which then verifies the archives

A crawl that nobody disturbs comes first. The other one must end with the same set of pages, the same digests, each page once in every file, a
WARC whose records are whole; and no page is asked for again that the state had as done when the program was ended. Some of the runs have a lower
--max-pages, which they must reach and not exceed; some are ended by SIGINT or SIGTERM, which must lose nothing. Then the site changes, and the
same is done with --refresh.
"""

import collections
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from crawled_site import BUDGETS, Site, difference, endless

OPTIONS = [word for name, limit in BUDGETS.items() for word in (f"--{name}", str(limit))]
WARC_TESTS = pathlib.Path(__file__).resolve().parents[1] / "warc"
SOME = 3  # complaints of a kind
RUN = 0.3  # seconds of a run on the average: what was fetched is written after 0.25


class Crawl:
    """One folder with its outputs, and the runs that fill it."""

    def __init__(self, trawl, site, folder):
        self.trawl, self.site, self.folder, self.runs = trawl, site, folder, 0
        folder.mkdir()

    def start(self, *options):
        self.runs += 1
        return subprocess.Popen(
            [self.trawl, "crawl", self.site.url, "-d", self.folder / "state", "-H", f"X-Start: {self.runs}", "--convert-links", "--mirror",
             "--jsonl", self.folder / "pages.jsonl", "--warc", self.folder / "archive", "--warc-max-size", "4M",
             "--links", self.folder / "links.jsonl", "-q", *OPTIONS, *options],
            stdout=subprocess.DEVNULL, stderr=open(self.folder / "stderr", "ab"))

    def done(self, round_of=1):
        """URLs that the state has as done in this round. It is read from a copy: what a kill leaves is for the program to deal with."""
        state = self.folder / "state/.trawl"
        if not (state / "state.db").exists():
            return set()
        with tempfile.TemporaryDirectory() as copy:
            for name in state.glob("state.db*"):
                if not name.name.endswith("-shm"):
                    shutil.copy(name, copy)
            opened = sqlite3.connect(pathlib.Path(copy, "state.db"))
            try:
                return {url for url, in opened.execute("SELECT url.url FROM done JOIN url ON url.id = done.id WHERE round = ? AND NOT is_open", [round_of])}
            except sqlite3.OperationalError:  # ended before the first commit
                return set()
            finally:
                opened.close()

    def lines(self, name):
        return (self.folder / name).read_text().splitlines()

    def records(self):
        return [json.loads(line) for line in self.lines("pages.jsonl")]

    def files(self):
        """The mirrored files: name and SHA-256."""
        root = self.folder / "state"
        return {str(name.relative_to(root)): hashlib.sha256(name.read_bytes()).hexdigest()
                for name in root.rglob("*") if name.is_file() and ".trawl" not in name.relative_to(root).parts}

    def captures(self):
        """The records of all WARC files: (type, target) and payload digest; asserts that each is whole."""
        found = []
        for place in sorted(self.folder.glob("archive*.warc.gz")):
            text = gzip.decompress(place.read_bytes())
            at = 0
            while at < len(text):
                end = text.index(b"\r\n\r\n", at)
                head = text[at:end].decode("utf-8", "replace")
                assert head.startswith("WARC/1.1\r\n"), f"{place.name}: no record at {at}"
                fields = dict(re.findall(r"^([\w-]+): (.*?)\r?$", head, re.M))
                size = int(fields["Content-Length"])
                assert text[end + 4 + size:end + 8 + size] == b"\r\n\r\n", f"{place.name}: a torn record at {at}"
                if fields["WARC-Type"] in ("response", "revisit"):
                    found.append((fields["WARC-Target-URI"], fields.get("WARC-Payload-Digest")))
                at = end + 8 + size
        return found


def is_steady(url):
    """Whether its content is the same each time."""
    return "/trap/session.php" not in url and "/trap/facets" not in url


def some(text, what):
    what = sorted(what)
    return [f"{text}: {each}" for each in what[:SOME]] + ([f"{text}: {len(what)} in all"] if len(what) > SOME else [])


def twice(text, what):
    return some(text, [each for each, count in collections.Counter(what).items() if count > 1])


def differences(text, here, there):
    """Of two dicts, where they are not the same."""
    return (some(f"{text} missing", there.keys() - here.keys()) + some(f"{text} too many", here.keys() - there.keys())
            + some(f"{text} is another", [key for key in here.keys() & there.keys() if here[key] != there[key]]))


def compare(crawl, whole):
    """What is not as it is after the crawl that nobody disturbed."""
    def steady(pairs):
        return {key: value for key, value in pairs if is_steady(key)}

    def of_records(each):
        return steady((record["url"], record["sha256"]) for record in each.records())

    wrong = twice("two records", [record["url"] for record in crawl.records()]) + twice("a link twice", crawl.lines("links.jsonl"))
    wrong += differences("record", of_records(crawl), of_records(whole))
    wrong += differences("file", *(steady(("/" + name, digest) for name, digest in each.files().items()) for each in (crawl, whole)))
    wrong += differences("link", *({line: 1 for line in each.lines("links.jsonl") if is_steady(line)} for each in (crawl, whole)))
    here, there = crawl.captures(), whole.captures()
    wrong += twice("two captures", [target for target, _ in here]) + differences("capture", steady(here), steady(there))
    return wrong + some("not archived", {record["url"] for record in crawl.records()} - {target for target, _ in here})


def verified(crawl):
    """What a foreign reader says of the archives; empty without one."""
    work = os.environ.get("WARCIO")
    if not work:
        return []
    installed = subprocess.run([WARC_TESTS / "install.sh", work], capture_output=True, text=True)
    if installed.returncode != 0:
        print("archives were not verified: " + installed.stdout.strip())
        return []
    read = subprocess.run(["node", pathlib.Path(work, "verify.mjs"), crawl.folder / "archive"], capture_output=True, text=True)
    urls = json.loads(read.stdout)["urls"] if read.returncode == 0 else []
    return (["verify: " + line for line in read.stderr.splitlines()[:SOME]]
            + some("the foreign reader does not find", {record["url"] for record in crawl.records()} - set(urls)))


class Disturbed:
    """The crawl that is ended again and again."""

    def __init__(self, crawl, times, pages, chance, round_of=1):
        self.crawl, self.times, self.pages, self.chance, self.round_of = crawl, times, pages, chance, round_of
        self.pace = ["--host-rate", f"{pages / times / RUN:.0f}/s"]
        self.usual = ["--refresh"] if round_of > 1 else []
        self.asked, self.done, self.wrong, self.ways = [], set(), [], collections.Counter()

    def moment(self):
        """Some are at its start, while it reads what it knows."""
        return self.chance.choice([self.chance.uniform(0, 0.1), self.chance.uniform(0, 2 * RUN), self.chance.uniform(RUN, 2 * RUN)])

    def limit(self):
        """Of pages, for some: above what the crawl may have by now."""
        limit = len(self.done) + self.chance.randrange(10, 60)
        return ["--max-pages", str(limit)] if self.round_of == 1 and limit < self.pages and self.chance.random() < 0.1 else []

    def disturb(self, child, is_limited):
        """How it ended; None: it was done before. Most of those with a limit are left alone, to reach it."""
        if is_limited and self.chance.random() < 0.7:
            child.wait(timeout=600)
            return None
        way = self.chance.choices(["SIGKILL", "SIGINT", "SIGTERM", "SIGINT twice"], [10, 1, 1, 1])[0]
        try:
            child.wait(timeout=self.moment())
            return None
        except subprocess.TimeoutExpired:
            name, _, again = way.partition(" ")
            child.send_signal(signal.Signals[name])
            if again:
                time.sleep(self.chance.uniform(0, 0.05))
                child.send_signal(signal.Signals[name])
            child.wait(timeout=60)
            return way

    def look(self, limit):
        """After a run: what it asked for, and what is done by now."""
        new, before = self.crawl.site.asked(), self.done
        again = {self.crawl.site.url.rstrip("/") + one.target for one in new} & before
        self.wrong += some(f"run {self.crawl.runs} asked again for what was done", again)
        self.asked, self.done = self.asked + new, self.crawl.done(self.round_of)
        self.wrong += some(f"run {self.crawl.runs} lost", before - self.done)
        if limit:
            pages = sum(200 <= record["status"] < 300 for record in self.crawl.records())
            if pages != int(limit[1]):
                self.wrong.append(f"run {self.crawl.runs}: {pages} pages with --max-pages {limit[1]}")

    def run(self):
        """Until the crawl has ended by itself; returns its exit status."""
        while True:
            is_last = self.ways["SIGKILL"] >= self.times
            limit = [] if is_last else self.limit()
            usual = [] if self.done else self.usual  # a round that has begun goes on by itself; one that has ended must not begin again
            child = self.crawl.start(*limit, *usual, *([] if is_last else self.pace))
            way = None if is_last else self.disturb(child, bool(limit))
            status = child.wait(timeout=600)
            is_limited = way is None and limit and status in (0, 4)
            self.look(limit if is_limited else [])
            self.ways[way or ("--max-pages" if is_limited else "its end")] += 1
            if way is None and not is_limited:
                return status


def refresh(trawl, site, crawl, disturbed):
    """A page has changed, one is gone: what is wrong after a round of looking for changes that was ended again and again."""
    def place(target):
        return site.place / "www" / target

    place("strange/found.html").write_text('<title>Other</title><a href="/brand-new.html">new</a>')
    place("brand-new.html").write_text("<title>New</title>")
    place("strange/attributes-end.html").unlink()
    before = collections.Counter(record["url"] for record in crawl.records())
    wrong = [f"--refresh: exit status {status}" for status in [disturbed.run()] if status not in (0, 4)] + disturbed.wrong
    text = subprocess.run([trawl, "crawl", "--export", "changes", "-d", crawl.folder / "state"], capture_output=True, text=True, timeout=60).stdout
    rows = [json.loads(line) for line in text.splitlines()]
    changes = {row["url"].removeprefix(site.url): row["change"] for row in rows if is_steady(row["url"])}
    wrong += differences("change", changes, {"strange/found.html": "changed", "brand-new.html": "new", "strange/attributes-end.html": "gone"})
    records = collections.Counter(record["url"] for record in crawl.records())
    wrong += some("not one record more", [url for url in before if is_steady(url) and records[url] != before[url] + 1])
    mirrored = next((crawl.folder / "state").glob("*/strange/found.html")).read_text()
    return wrong + ([] if "Other" in mirrored else ["the mirrored file is the old one"]) + verified(crawl)


def main(arguments):
    trawl = pathlib.Path(arguments[1]).resolve()
    times, pages, seed = (int(arguments[index]) if len(arguments) > index else usual for index, usual in ((2, 10), (3, 1000), (4, 2026)))
    chance = random.Random(seed)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs, and what they start, ignore it
    with tempfile.TemporaryDirectory() as place, Site(place, pages) as site:
        whole = Crawl(trawl, site, pathlib.Path(place, "whole"))
        status = whole.start().wait(timeout=600)
        wrong = [] if status in (0, 4) else [f"undisturbed: exit status {status}"]
        site.asked()
        crawl = Crawl(trawl, site, pathlib.Path(place, "ended"))
        disturbed = Disturbed(crawl, times, pages, chance)
        status = disturbed.run()
        wrong += [] if status in (0, 4) else [f"the last run: exit status {status}"]
        # What was in flight is asked for again, and gives another of the endless ones.
        recorded = {record["url"].removeprefix(site.url.rstrip("/")) for record in crawl.records()}
        once = {one.target: one for one in disturbed.asked if not endless(one.target) or one.target in recorded}
        wrong += disturbed.wrong + difference(site, list(once.values())) + compare(crawl, whole) + verified(crawl)
        again = sum(one.target != "/robots.txt" for one in disturbed.asked) - len(recorded)
        second = Disturbed(crawl, max(times // 10, 1), pages, chance, round_of=2)
        wrong += refresh(trawl, site, crawl, second)
        ways = ", ".join(f"{count} by {way}" for way, count in disturbed.ways.most_common())
        print("\n".join(wrong[:40]) or f"runs ended {ways}: {len(recorded)} pages, each once; {again} requests for what was not written yet; "
              f"--refresh in {sum(second.ways.values())} runs")
        if wrong:
            print(ways, (crawl.folder / "stderr").read_text()[-2000:])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
