#!/usr/bin/env python3
"""Checks the links of the site of crawled_site.py, undisturbed and through kills: both find the same broken ones, and the reports agree.

    checked_links.py TRAWL [KILLS [PAGES [SEED]]]      8 times by SIGKILL, 1,000 pages, if not given
"""

import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from crawled_site import BUDGETS, Site, endless

OPTIONS = [word for name, limit in BUDGETS.items() for word in (f"--{name}", str(limit))]
# What is nowhere is waited for, and the time of a kill is to be one of work.
OPTIONS += ["--host-delay", "none", "--per-host", "4", "--retries", "0", "--exclude", "127.0.0.1:1/|elsewhere.invalid", "-q"]

LINKS = """SELECT s.url, l.number, t.url, l.line, l.col, l.fragment, l.anchor FROM link l JOIN url s ON s.id = l.source JOIN url t ON t.id = l.target
    UNION ALL SELECT u.url, a.hash, NULL, NULL, NULL, NULL, NULL FROM anchor a JOIN url u ON u.id = a.page"""


class Check:
    """One folder, and the runs that fill it."""

    def __init__(self, trawl, site, folder):
        self.trawl, self.site, self.folder = trawl, site, folder
        folder.mkdir()

    def start(self):
        reports = [word for name in ("junit", "markdown", "json") for word in ("--report", f"{name}={self.folder / name}")]
        return subprocess.Popen([self.trawl, "crawl", self.site.url, "-d", self.folder / "state", "--check-links", *reports, *OPTIONS],
                                stdout=subprocess.PIPE, text=True)

    def run(self, limit=300):
        """What it found, or None if it was killed before its end."""
        with self.start() as running:
            try:
                return running.communicate(timeout=limit)[0].splitlines(), running.returncode
            except subprocess.TimeoutExpired:
                running.kill()
                return None

    def links(self):
        opened = sqlite3.connect(self.folder / "state/.trawl/state.db")
        with opened:
            found = {row for row in opened.execute(LINKS) if not any(map(self.is_endless, (row[0], row[2] or "")))}
        opened.close()
        return found

    def is_endless(self, url):
        return endless(url.removeprefix(self.site.url.rstrip("/")))

    def differing_reports(self, lines):
        """Each report has each broken link of the text."""
        suites = xml.etree.ElementTree.parse(self.folder / "junit").getroot()
        counts = {"junit": len(suites.findall(".//failure")) + len(suites.findall(".//error")),
                  "markdown": sum(line.startswith("| ") for line in (self.folder / "markdown").read_text().splitlines()) - 1,
                  "json": len([json.loads(line) for line in (self.folder / "json").read_text().splitlines()])}
        return [f"{name} has {count} broken links, the text {len(lines)}" for name, count in counts.items() if count != len(lines)]


def main(arguments):
    trawl = pathlib.Path(arguments[1]).resolve()
    kills, pages, seed = (int(arguments[at]) if len(arguments) > at else usual for at, usual in ((2, 8), (3, 1000), (4, random.randrange(10**6))))
    chance, wrong = random.Random(seed), []
    with tempfile.TemporaryDirectory() as place, Site(place, pages) as site:
        whole, cut = Check(trawl, site, pathlib.Path(place, "whole")), Check(trawl, site, pathlib.Path(place, "cut"))
        lines, status = whole.run()
        if status != 4 or not lines:
            wrong.append(f"exit status {status} and {len(lines)} broken links")
        wrong += whole.differing_reports(lines)
        missing = site.expected - {each.target for each in site.asked()}
        if missing:
            wrong.append(f"not looked at: {sorted(missing)[:3]}")
        killed = 0
        while killed < kills and cut.run(chance.uniform(0.05, 0.6)) is None:
            killed += 1
        again, _ = cut.run()
        wrong += [f"told by one of them only: {line}" for line in sorted(set(lines) ^ set(again))[:3]]
        wrong += [f"known to one of them only: {row}" for row in sorted(whole.links() ^ cut.links(), key=str)[:3]]
        print(f"{len(lines)} broken links, {killed} kills (seed {seed})")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
