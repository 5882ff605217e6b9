#!/usr/bin/env python3
"""Compares the instructions of small fixed runs with those that were recorded, so that no change makes trawl slower unseen: counts, as
valgrind's callgrind makes them, are the same on a busy machine.

    tests/instructions/count.py TRAWL             fails if a run takes 10 % more than tests/instructions/figures.json has
    tests/instructions/count.py TRAWL --record    writes that file anew: for a change that is worth its price, or made one cheaper

Needs nginx and valgrind, and a processor with AVX2, by which the C library and OpenSSL choose their code.
"""

import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench/lib"))

import documents  # noqa: E402
import measure  # noqa: E402
import nginx  # noqa: E402

FIGURES = HERE / "figures.json"
MORE_IS_WRONG = 1.10
FILES, PAGES = 500, 100
SKIPPED = 77
LANES = ["-q", "-j", "16", "--per-host", "16"]


def runs(trawl, place, url):
    """Each a name and a command that is run in a folder which is not there yet."""
    urls = place / "urls.txt"
    urls.write_text("".join(f"{url}/small/{number:05}.bin\n" for number in range(FILES)))
    crawl = ["crawl", "--host-delay", "0", *LANES]
    return {
        "one file": [trawl, "fetch", "-q", "-d", place / "one", f"{url}/small/00000.bin"],
        f"{FILES} files of 1 KiB": [trawl, "fetch", *LANES, "-d", place / "files", "-i", urls],
        f"a crawl of {PAGES} pages of 20 KiB": [trawl, *crawl, "-d", place / "site", f"{url}/site/page-00000.html"],
    }


def counted(trawl):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory(prefix="trawl-instructions-") as folder:
        place = pathlib.Path(folder)
        root = place / "root"
        documents.many(root, "small", FILES)
        documents.site(root, "site", PAGES)
        server = nginx.Nginx(place, 1, lambda port: f"server {{ listen 127.0.0.1:{port}; root {root}; }}")
        try:
            commands = runs(trawl, place, f"http://127.0.0.1:{server.ports[0]}")
            return {name: measure.instructions(command, environment, place / "callgrind") for name, command in commands.items()}
        finally:
            server.stop()


def verdict(found, recorded):
    wrong = False
    for name, count in found.items():
        ratio = count / recorded[name]
        is_wrong = ratio > MORE_IS_WRONG
        wrong |= is_wrong
        print(f"{name}: {count / 1e6:.1f} million instructions, {ratio:.3f} of those recorded{': too many' if is_wrong else ''}")
    return 1 if wrong else 0


def main():
    if " avx2 " not in pathlib.Path("/proc/cpuinfo").read_text():
        print("the recorded figures are of a processor with AVX2")
        return SKIPPED
    found = counted(sys.argv[1])
    if "--record" in sys.argv[2:]:
        FIGURES.write_text(json.dumps(found, indent=2) + "\n")
        return 0
    return verdict(found, json.loads(FIGURES.read_text()))


if __name__ == "__main__":
    sys.exit(main())
