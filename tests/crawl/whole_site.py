#!/usr/bin/env python3
"""Crawls the site of crawled_site.py: exactly what it expects is asked for, each once, and nothing else.

    whole_site.py TRAWL [PAGES]      10,000 pages if not given
"""

import collections
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile

from crawled_site import BUDGETS, Site, difference

OPTIONS = [word for name, limit in BUDGETS.items() for word in (f"--{name}", str(limit))]


def crawl(trawl, site, folder, *options):
    """The program's exit status and what it said."""
    ended = subprocess.run([trawl, "crawl", site.url, "-d", folder, *OPTIONS, *options], capture_output=True, text=True, timeout=600)
    return ended.returncode, ended.stderr


def exported(trawl, folder, what):
    text = subprocess.run([trawl, "crawl", "--export", what, "-d", folder], capture_output=True, text=True, timeout=60).stdout
    return [json.loads(line) for line in text.splitlines()]


def check_exports(trawl, folder):
    """Both formats say the same, and what they say is what the sqlite3 program finds."""
    wrong, counts = [], {}
    for what in ("urls", "failed", "skipped", "changes", "links", "hosts"):
        rows = exported(trawl, folder, what)
        text = subprocess.run([trawl, "crawl", "--export", what, "--format", "csv", "-d", folder], capture_output=True, timeout=60).stdout.decode()
        table = list(csv.DictReader(io.StringIO(text, newline="")))
        counts[what] = len(rows)
        if [list(row) for row in rows[:1]] != [list(row) for row in table[:1]] or [row.get("url") for row in rows] != [row.get("url") for row in table]:
            wrong.append(f"--export {what}: {len(rows)} rows as JSON, {len(table)} as CSV, or others")
    asked = ["PRAGMA integrity_check", "SELECT count(*) FROM urls", "SELECT count(*) FROM urls WHERE standing = 'failed'"]
    said = subprocess.run(["sqlite3", "-readonly", folder / ".trawl/state.db", "; ".join(asked)], capture_output=True, text=True, timeout=60)
    if said.stdout.split() != ["ok", str(counts["urls"]), str(counts["failed"])]:
        wrong.append(f"sqlite3 says {said.stdout.split()} {said.stderr}, exports {counts}")
    return wrong


def check_reasons(rows, site):
    """Why was this not crawled? Each hidden page that a page names has an answer."""
    reasons = {row["url"].removeprefix(site.url.rstrip("/")): row["reason"] for row in rows}
    wanted = {"/private/page.html": "robots", "/files/a.secret": "robots", "/search?a=1&q=2": "robots", "http://elsewhere.invalid/": "scope",
              "/hidden/rel.html": "nofollow", "/hidden/nofollow.html": "nofollow", "/hidden/tag.html": "nofollow",
              "/trap/deeper/" + "again/" * BUDGETS["trap-repeats"]: "trap", "/hidden/template.html": "kind", "/hidden/comment.html": None}
    return [f"{target}: {reasons.get(target)}, not {reason}" for target, reason in wanted.items() if reasons.get(target) != reason]


def main(arguments):
    trawl, pages = pathlib.Path(arguments[1]).resolve(), int(arguments[2]) if len(arguments) > 2 else 10000
    with tempfile.TemporaryDirectory() as place, Site(place, pages) as site:
        folder = pathlib.Path(place, "out")
        status, said = crawl(trawl, site, folder, "--jsonl", pathlib.Path(place, "pages.jsonl"))
        wrong = difference(site, site.asked())
        if status not in (0, 4):
            wrong.append(f"exit status {status}")
        records = [json.loads(line) for line in pathlib.Path(place, "pages.jsonl").read_text().splitlines()]
        twice = [url for url, count in collections.Counter(record["url"] for record in records).items() if count > 1]
        wrong += [f"two records: {url}" for url in twice[:5]]
        wrong += check_reasons(exported(trawl, folder, "skipped"), site)
        wrong += check_exports(trawl, folder)
        again, _ = crawl(trawl, site, folder, "--jsonl", pathlib.Path(place, "pages.jsonl"))
        asked = [one.target for one in site.asked() if one.target != "/robots.txt"]
        wrong += [f"the same command again asks for {target}" for target in asked[:5]]
        print("\n".join(wrong) or f"{len(site.expected)} requests, all as expected")
        if wrong:
            print(said)
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
