"""What the server has: made anew each time, the same bytes each time."""

import os
import random
import re
import subprocess

KIB, MIB = 1 << 10, 1 << 20
SIZES = {"small": KIB, "medium": 100 * KIB}
PAGE, LINKS = 20 * KIB, 50
WORDS = "a list of many addresses is read line by line and what each of them names is asked for and kept in a file".split()


def many(root, name, count):
    """`count` files that are alike in size and in nothing else."""
    folder, size = root / name, SIZES[name]
    if folder.exists() and len(os.listdir(folder)) >= count:
        return
    folder.mkdir(parents=True, exist_ok=True)
    source = random.Random(name).randbytes(size + 4096)
    for number in range(count):
        start = number % 4096
        (folder / f"{number:05}.bin").write_bytes((b"%016d" % number) + source[start : start + size - 16])


def big(root, mib):
    """One file of so many MiB, no two of which are the same."""
    file = root / f"big/{mib}.bin"
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    block = random.Random("big").randbytes(MIB - 8)
    with open(file, "wb") as out:
        for number in range(mib):
            out.write(b"%08d" % number + block)


def site(root, name, count):
    """`count` pages with links to others of them; every page is three or four links from the first."""
    folder = root / name
    if folder.exists():
        return
    folder.mkdir(parents=True)
    (root / "robots.txt").write_text("User-agent: *\nDisallow: /private/\nAllow: /\n")
    chance = random.Random(name)
    filler = " ".join(chance.choices(WORDS, k=10_000))
    for number in range(count):
        targets = [(number * LINKS + step + 1) % count for step in range(LINKS)]
        (folder / f"page-{number:05}.html").write_text(page(number, targets, filler))


def page(number, targets, filler):
    head = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Page {number}</title></head>\n<body><h1>Page {number}</h1>\n'
    links = [f'<p class="entry"><a href="page-{target:05}.html" title="on page {target}">Page {target}</a> ' for target in targets]
    room = PAGE - len(head) - sum(map(len, links)) - len("</p>\n") * len(links) - len("</body></html>\n")
    each = room // len(links)
    parts, start = [head], number
    for index, link in enumerate(links):
        length = each if index else room - each * (len(links) - 1)
        parts += [link, filler[start : start + length], "</p>\n"]
        start += length
    parts.append("</body></html>\n")
    return "".join(parts)


def certificate(place):
    """(certificate, key) of 127.0.0.1. Clients trust it and nothing else: those that read what they trust once a connection pay for one certificate,
    not for the 140 of Debian's bundle, which would be 20 ms."""
    chain, key = place / "certificate.pem", place / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", chain],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return chain, key


def wrong(expected, folder):
    """Which of the expected files did not come byte for byte into `folder`, or somewhere below it."""
    found = {name: os.path.join(where, name) for where, _, names in os.walk(folder) for name in names if re.search(r"\.(bin|html)$", name)}
    return [path.name for path in expected if path.name not in found or not same(path, found[path.name])]


def same(one, other):
    with open(one, "rb") as first, open(other, "rb") as second:
        while True:
            block = first.read(4 * MIB)
            if block != second.read(4 * MIB):
                return False
            if not block:
                return True
