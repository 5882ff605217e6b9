"""The works: what is to be done, by whom, with which command, and what the goal is."""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys

import documents

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench/peers"
TRAWL = os.environ.get("TRAWL", str(ROOT / "build/release/trawl"))
LANES = 64


@dataclasses.dataclass(frozen=True)
class Work:
    name: str
    title: str
    goal: float              # trawl's CPU time over the reference's
    count: int               # units of a run
    quick: int               # the same with --quick
    few: int                 # the same where each instruction or system call is counted
    folder: str = "small"    # of the documents
    server: str = "plain"    # which of nginx's
    reference: str = "curl"
    unit: str = "request"
    discard: bool = False
    raw: str = ""            # what was measured of raw programs, before
    peers: tuple = ("wget2", "aria2", "wget", "aiohttp")

    def shown(self, count):
        return self.title.format(count)

    @property
    def kind(self):
        return {"big": "one", "crawl": "crawl"}.get(self.folder, "start" if self.name == "start" else "many")


WORKS = {work.name: work for work in [
    Work("small-files", "{:,} x 1 KiB to files", 0.40, 10_000, 10_000, 2_000, raw="0.30"),
    Work("small-discard", "{:,} x 1 KiB, thrown away", 0.28, 10_000, 10_000, 2_000, discard=True, raw="0.20", peers=("wget2", "wget", "aiohttp", "wrk")),
    Work("tls-files", "{:,} x 1 KiB to files, TLS 1.3 kept alive", 0.45, 10_000, 10_000, 2_000, server="tls", raw="wrk 0.20 without files"),
    Work("tls-new", "{:,} x 1 KiB thrown away, a new TLS connection each", 0.50, 2_000, 1_000, 200, server="tls_new", discard=True, raw="wrk 0.48",
         peers=("wget2", "wget", "aiohttp", "wrk")),
    Work("plain-new", "{:,} x 1 KiB thrown away, a new connection each", 0.30, 5_000, 5_000, 1_000, server="plain_new", discard=True, raw="wrk 0.18",
         peers=("wget2", "wget", "aiohttp", "wrk")),
    Work("medium-files", "{:,} x 100 KiB to files", 0.65, 5_000, 2_000, 500, folder="medium", raw="0.55"),
    Work("one-file", "{:,} MiB to one file", 0.40, 1024, 512, 64, folder="big", unit="MiB", raw="0.24-0.29"),
    Work("one-file-split", "{:,} MiB to one file, in 4 ranges", 0.40, 1024, 512, 64, folder="big", unit="MiB", raw="0.24-0.29", peers=("aria2",)),
    Work("crawl", "{:,} pages of 20 KiB with 50 links, to files", 0.50, 10_000, 2_000, 500, folder="crawl", unit="page", reference="wget2", raw="0.23 without links",
         peers=("wget", "scrapy")),
    Work("start", "start to first byte of one small URL, wall", 1.0, 20, 20, 1, unit="start", peers=("wget2", "wget")),
]}

PROGRAMS = {"trawl": TRAWL, "aria2": "aria2c", "aiohttp": None}


def system_python(*modules):
    """The Python that has these modules: Debian's packages are of Debian's Python."""
    for python in ("/usr/bin/python3", sys.executable):
        if os.path.exists(python) and subprocess.run([python, "-c", "import " + ", ".join(modules)], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def missing(peer):
    """What of the peer is not there; None if it is."""
    if peer == "aiohttp":
        return None if system_python("aiohttp", "aiofiles") else "aiohttp with aiofiles"
    program = PROGRAMS.get(peer, peer)
    return None if shutil.which(program) else program


class Place:
    """Where the documents are, and what they are called."""

    def __init__(self, folder, trusted):
        self.root, self.trusted, self.urls = folder / "root", trusted, {}

    def prepare(self, work, count):
        """The files that have to arrive."""
        if work.kind == "one":
            documents.big(self.root, count)
            return [self.root / f"big/{count}.bin"]
        if work.kind == "crawl":
            documents.site(self.root, f"crawl-{count}", count)
            return sorted((self.root / f"crawl-{count}").iterdir())
        wanted = 1 if work.kind == "start" else count
        documents.many(self.root, work.folder, wanted)
        return [self.root / f"{work.folder}/{number:05}.bin" for number in range(wanted)]

    def addresses(self, work, files):
        base = self.urls[work.server]
        return [f"{base}/{file.relative_to(self.root)}" for file in files]


def lines(out, name, text):
    path = out / name
    path.write_text(text, encoding="ascii")
    return path


def command(peer, work, place, files, out):
    """What `peer` is called with, for these files to come into `out`/files."""
    urls = place.addresses(work, files)
    if work.kind == "crawl":
        urls = [f"{place.urls[work.server]}/{files[0].relative_to(place.root)}"]
    return MAKERS[peer](work, place, urls, out)


def trawl(work, place, urls, out):
    into = ["--discard"] if work.discard else ["-d", out / "files"]
    records = ["--results", out / "results.jsonl"]
    if work.kind == "crawl":
        return [TRAWL, "crawl", *urls, "-d", out / "files", "--mirror", "--jsonl", out / "pages.jsonl"]
    if work.kind == "start":
        return [TRAWL, "fetch", *urls, "-o", "-"]
    if work.kind == "one":
        return [TRAWL, "fetch", *urls, *into, *records, *(["--split", "4"] if work.name.endswith("split") else [])]
    listed = lines(out, "list", "".join(url + "\n" for url in urls))
    return [TRAWL, "fetch", "-i", listed, *into, *records, "-j", LANES, "--per-host", LANES]


def curl(work, place, urls, out):
    if work.kind == "start":
        return ["curl", "-q", "-fsS", *urls]
    target = (lambda url: "/dev/null") if work.discard else (lambda url: out / "files" / url.rpartition("/")[2])
    listed = lines(out, "list", "".join(f'url = "{url}"\noutput = "{target(url)}"\n' for url in urls))
    many = ["-Z", "--parallel-max", LANES] if work.kind == "many" else []
    return ["curl", "-q", *many, "--no-progress-meter", "-f", "-K", listed]


def wget2(work, place, urls, out):
    quiet = ["wget2", "--no-config", "-q", "--ca-certificate", place.trusted]
    if work.kind == "start":
        return [*quiet, "-O", "-", *urls]
    into = ["-O", "/dev/null"] if work.discard else ["-P", out / "files"]
    if work.kind == "crawl":
        return [*quiet, "-r", "-l", "inf", *into, *urls]
    listed = lines(out, "list", "".join(url + "\n" for url in urls))
    return [*quiet, "--max-threads", LANES, *into, "-i", listed]


def wget(work, place, urls, out):
    quiet = ["wget", "--no-config", "-q", "--ca-certificate", place.trusted]
    if work.kind == "start":
        return [*quiet, "-O", "-", *urls]
    into = ["-O", "/dev/null"] if work.discard else ["-P", out / "files"]
    if work.kind == "crawl":
        return [*quiet, "-r", "-l", "inf", *into, *urls]
    return [*quiet, *into, "-i", lines(out, "list", "".join(url + "\n" for url in urls))]


def aria2(work, place, urls, out):
    quiet = ["aria2c", "--no-conf", "-q", "--ca-certificate", place.trusted, "-d", out / "files"]
    if work.kind == "start":
        return [*quiet, *urls]
    split = ["-x", "4", "-s", "4"] if work.name.endswith("split") else ["-x", "1"]
    return [*quiet, "-j", LANES, *split, "-i", lines(out, "list", "".join(url + "\n" for url in urls))]


def aiohttp(work, place, urls, out):
    listed = lines(out, "list", "".join(url + "\n" for url in urls))
    return [system_python("aiohttp", "aiofiles"), PEERS / "aiohttp_fetch.py", listed, LANES, *([] if work.discard else [out / "files"])]


def scrapy(work, place, urls, out):
    return ["scrapy", "runspider", PEERS / "spider.py", "-a", f"url={urls[0]}", "-a", f"folder={out / 'files'}", "-o", out / "pages.jsonl"]


def wrk(work, place, urls, out):
    return ["wrk", "-t", "1", "-c", LANES, "-d", "2", urls[0]]


MAKERS = {maker.__name__: maker for maker in (trawl, curl, wget2, wget, aria2, aiohttp, scrapy, wrk)}
