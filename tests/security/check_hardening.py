#!/usr/bin/env python3
"""Sees that a program, and all sources of ours in it, are built with the protections that cmake/compiler.cmake asks for.

    tests/security/check_hardening.py READELF PROGRAM COMPILE_COMMANDS FLAG...
"""

import json
import pathlib
import re
import subprocess
import sys

IN_THE_PROGRAM = {
    "position-independent": r"Type:\s+DYN .*Position-Independent|FLAGS_1.*\bPIE\b",
    "bound at its start": r"\bFLAGS_1\b.*\bNOW\b",
    "tables that are read-only from then on": r"\bGNU_RELRO\b",
    "a stack that is no code": r"\bGNU_STACK\b.*\bRW\b\s+0",
    "stack protectors": r"\b__stack_chk_fail\b",
    "fortified functions": r"\b__\w+_chk\b(?<!__stack_chk)",
}


def lacking(readelf, program, commands, flags):
    shown = subprocess.run([readelf, "-hldW", "--dyn-syms", program], check=True, capture_output=True, text=True).stdout
    yield from (f"{program} has no {what}" for what, sign in IN_THE_PROGRAM.items() if not re.search(sign, shown))
    for command in json.loads(pathlib.Path(commands).read_text()):
        given = command["command"].split()
        if "/src/" in command["file"] and "/bench/" not in command["file"]:
            yield from (f"{command['file']} is compiled without {flag}" for flag in flags if flag not in given)


def main(arguments):
    readelf, program, commands, *flags = arguments[1:]
    found = list(lacking(readelf, program, commands, flags))
    print("\n".join(found[:20]) or "everything is hardened")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
