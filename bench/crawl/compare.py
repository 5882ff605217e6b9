#!/usr/bin/env python3
"""What Scrapy, wget, wget2 and trawl ask of the same site of 10,000 pages: prints a Markdown table.

    bench/crawl/compare.py [PAGES]       TRAWL=PROGRAM: another program than build/release/trawl

The site is the one of tests/crawl/crawled_site.py, traps and all. Needs Scrapy, wget and wget2 (Debian 12: apt-get install python3-scrapy wget wget2). As
nothing bounds the others at the endless parts of the site, each gets a depth of 50, and five minutes. Everything stays on 127.0.0.1 and in a
folder of its own.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/crawl"))
from crawled_site import BUDGETS, Site, endless  # noqa: E402

TRAWL = os.environ.get("TRAWL", str(ROOT / "build/release/trawl"))
SECONDS = 300

def commands(url, place):
    budgets = [word for name, limit in BUDGETS.items() for word in (f"--{name}", str(limit))]
    return {
        "trawl crawl": [TRAWL, "crawl", url, "-d", place / "trawl", "--jsonl", place / "trawl.jsonl", "-q", *budgets],
        "Scrapy": ["scrapy", "runspider", ROOT / "bench/peers/spider.py", "-a", f"url={url}", "-o", place / "scrapy.jsonl"],
        "wget": ["wget", "-r", "-l", "50", "-q", "-P", place / "wget", url],
        "wget2": ["wget2", "-r", "-l", "50", "-q", "-P", place / "wget2", url],
    }


def run(command, site):
    """A row: what was asked for, and what it cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stopped = False
    while child.poll() is None:
        if time.monotonic() - began > SECONDS:
            child.terminate()
            child.wait()
            stopped = True
        time.sleep(0.01)
    took = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    time.sleep(0.3)
    targets = [one.target for one in site.asked() if one.target != "/robots.txt"]
    named = {target for target in targets if not endless(target)}
    traps = len({target for target in targets if endless(target)} | {target for target in named - site.expected if target.startswith("/trap/")})
    extra = {target for target in named - site.expected if not target.startswith("/trap/")}
    return [f"{len(named & site.expected):,} of {len(site.expected):,}", f"{len(extra):,}", f"{traps:,}", f"{len(targets) - len(set(targets)):,}",
            f"{took:.1f} s" + (" (stopped)" if stopped else ""), f"{1000 * cpu / max(len(targets), 1):.2f} ms"]


def main(arguments):
    pages = int(arguments[1]) if len(arguments) > 1 else 10000
    print("| | asked for, of what it should | should not | endless ones | twice | took | CPU a request |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place, Site(place, pages) as site:
        for name, command in commands(site.url, pathlib.Path(place)).items():
            print("| " + " | ".join([name] + run(command, site)) + " |", flush=True)


if __name__ == "__main__":
    main(sys.argv)
