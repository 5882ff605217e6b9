"""Checks that includes point down, and that what is confined to few files stays there.

    check_layers.py ROOT     prints each violation as FILE:LINE: text; exit status 1 if there is one

A folder of src includes only itself and the folders before it in FLOORS. A public header belongs to the folder whose CMakeLists.txt
names it under PUBLIC_HEADERS.
"""

import fnmatch
import pathlib
import re
import sys

FLOORS = ["base", "async", "url", "http", "html", "robots", "expect", "net", "client", "files", "fetch", "batch", "crawl", "check", "output", "report", "app", "main.cpp"]

# What only these files may contain: slow to compile, or to be replaced one day. Headers never: they would spread it.
CONFINED = [
    (re.compile(r"#\s*include\s*[<\"]boost/beast"), "Beast", ["src/net/head_parser.cpp"]),
    (re.compile(r"#\s*include\s*[<\"]boost/asio/ssl"), "asio/ssl", []),
    (re.compile(r"#\s*include\s*[<\"]openssl/(?!opensslv)"), "OpenSSL", ["src/net/*.cpp", "src/files/hasher.cpp", "src/http/auth_hash.cpp"]),
    (re.compile(r"#\s*include\s*[<\"]re2/"), "RE2", ["src/crawl/url_filter.cpp", "src/expect/pattern.cpp"]),
    (re.compile(r"#\s*include\s*[<\"]libpsl"), "libpsl", ["src/http/public_suffix.cpp"]),
    (re.compile(r"#\s*include\s*[<\"]CLI/(?!Version)"), "CLI11", ["src/app/command_line.cpp", "src/app/option_set.cpp", "src/app/help_formatter.hpp"]),
    (re.compile(r"#\s*include\s*[<\"]spdlog/(?!version)"), "spdlog", ["src/base/log.cpp"]),
    (re.compile(r"#\s*include\s*[<\"]sqlite3"), "SQLite", ["src/batch/sql.cpp"]),
    (re.compile(r"\bdetached\b"), "a task without an owner (detached)", []),
    (re.compile(r"\bcall_once\b"), "std::call_once (pthread_once lets no exception through where the unwinder is linked statically)", []),
]

INCLUDE = re.compile(r"#\s*include\s*[<\"]((?:[a-z_0-9]+/)+[a-z_0-9]+\.[a-z]+)[>\"]")
PUBLIC_HEADERS = re.compile(r"\bPUBLIC_HEADERS\b([^A-Z)]*)")


def public_headers(root):
    """Path under include/trawl/ -> folder of src that implements it."""
    owners = {}
    for listing in sorted(root.glob("src/*/CMakeLists.txt")):
        for names in PUBLIC_HEADERS.findall(listing.read_text()):
            for name in names.split():
                owners[name] = listing.parent.name
    return owners


def sources(root):
    for top in ("include", "src", "examples"):
        for suffix in ("hpp", "cpp"):
            yield from sorted((root / top).rglob("*." + suffix))


def included_floor(target, owners):
    """The floor that an include leads to; None for what is not ours."""
    folder, _, name = target.partition("/")
    if folder == "trawl":
        return owners.get(name)
    return folder if folder in FLOORS else None


def check(root):
    owners = public_headers(root)
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        top, _, rest = name.partition("/")
        floor = rest.partition("/")[0] if top == "src" else owners.get(rest.removeprefix("trawl/")) if top == "include" else "main.cpp"
        if floor not in FLOORS:
            yield f"{name}:1: belongs to no floor: " + ("in no PUBLIC_HEADERS" if top == "include" else "the folder is not in FLOORS")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            code = line.partition("//")[0]
            for pattern, what, allowed in CONFINED:
                if pattern.search(code) and not any(fnmatch.fnmatch(name, each) for each in allowed):
                    yield f"{name}:{number}: {what} is confined to {', '.join(allowed) or 'nowhere'}"
            include = INCLUDE.search(code)
            below = include and included_floor(include[1], owners)
            if below and FLOORS.index(below) > FLOORS.index(floor):
                yield f"{name}:{number}: {floor} includes {include[1]}, which stands above it ({below})"


def main(arguments):
    root = pathlib.Path(arguments[1]).resolve()
    if not any(sources(root)):
        print(f"{root}: no sources here")
        return 1
    violations = list(check(root))
    print("\n".join(violations) or "includes point down")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
