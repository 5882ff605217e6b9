#!/usr/bin/env python3
"""Sees that every test that SECURITY.md names is there.

    tests/security/check_table.py ROOT
"""

import pathlib
import re
import sys

TEST = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\((\w+), (\w+)\)", re.MULTILINE)
FUZZERS = re.compile(r"foreach\(name IN ITEMS ([\w\s]+)\)")
NAMED = re.compile(r"`([A-Z]\w+\.\w+)`")
ADDED = re.compile(r"add_test\(NAME ([\w.]+)")


def tests_of(root):
    fuzzers = FUZZERS.search((root / "fuzz/CMakeLists.txt").read_text())[1]
    names = {"Fuzz." + name for name in fuzzers.split()}
    for source in root.glob("tests/**/*.cpp"):
        names.update(".".join(match) for match in TEST.findall(source.read_text()))
    for listing in root.glob("tests/**/CMakeLists.txt"):
        names.update(ADDED.findall(listing.read_text()))
    return names


def main(arguments):
    root = pathlib.Path(arguments[1])
    named = set(NAMED.findall((root / "SECURITY.md").read_text()))
    missing = sorted(named - tests_of(root))
    for name in missing:
        print(f"SECURITY.md names the test {name}, which is not there")
    if not named:
        print("SECURITY.md names no test")
    return 1 if missing or not named else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
