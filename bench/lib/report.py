"""The figures as text, as Markdown and as a chart."""

import os
import platform
import re
import subprocess

import works
from chart import draw
from measure import spread


def ratios(runs, peer, reference):
    """Of the runs of the same rounds."""
    return [one["value"] / other["value"] for one, other in zip(runs.get(peer, []), runs.get(reference, [])) if not one["fault"] and not other["fault"]]


def middle(runs, peer, key):
    return spread([one[key] for one in runs[peer]])[1]


def line(work, mode, runs):
    """What there is to see as soon as a work is measured."""
    parts = [f"{work.name:15} {mode:8}"]
    for peer in runs:
        found = ratios(runs, peer, work.reference)
        low, half, high = spread(found) if found else (0, 0, 0)
        of = f" {half:.2f} [{low:.2f}-{high:.2f}]" if found and peer != work.reference else ""
        parts.append(f"{peer} {middle(runs, peer, 'value'):.0f} us{of} {middle(runs, peer, 'wall'):.2f} s {middle(runs, peer, 'resident'):.0f} MiB")
    found = ratios(runs, "trawl", work.reference)
    return " | ".join(parts) + (f" | goal {work.goal:.2f} {verdict(work, found)}" if found else "")


def verdict(work, found):
    """By the quartiles: between them another run could say otherwise."""
    low, _, high = (round(ratio, 2) for ratio in spread(found))
    return "met" if high <= work.goal else "**not met**" if low > work.goal else "at the goal, within the spread"


def counts_line(work, how, counts):
    parts = [f"{work.name:15} {how} a {work.unit}"]
    for peer, found in counts.items():
        total = sum(found.values())
        most = sorted(found.items(), key=lambda item: -item[1])[:9]
        names = " (" + ", ".join(f"{name} {calls:.2f}" for name, calls in most if calls >= 0.05) + ")" if how == "syscalls" else ""
        parts.append(f"{peer} {total:,.1f}{names}" if how == "syscalls" else f"{peer} {total:,.0f}")
    return " | ".join(parts)


def version(peer):
    if peer == "aiohttp":
        python = works.system_python("aiohttp", "aiofiles")
        return subprocess.run([python, "-c", "import aiohttp; print(aiohttp.__version__)"], capture_output=True, text=True).stdout.strip()
    words = [works.PROGRAMS.get(peer, peer), "version" if peer == "scrapy" else "-v" if peer == "wrk" else "--version"]
    said = subprocess.run(words, capture_output=True, text=True).stdout
    return re.search(r"\d+\.\d[\d.]*", said)[0]


def machine(scratch, programs):
    """What the figures are of."""
    model = next((row.partition(":")[2].strip() for row in open("/proc/cpuinfo") if row.startswith("model name")), platform.machine())
    system = subprocess.run(["df", "--output=fstype", scratch], capture_output=True, text=True).stdout.split()[-1]
    return {"cpus": os.cpu_count(), "model": model, "kernel": platform.release(), "files": system, "programs": {peer: version(peer) for peer in programs}}


def modes(work):
    return [mode for mode in ("pinned", "unpinned") if mode in work["runs"]]


def of_reference(work, data, mode):
    """The table's cell: the median of the ratios and its quartiles."""
    found = ratios(data["runs"].get(mode, {}), "trawl", work.reference)
    if not found:
        return ""
    low, half, high = spread(found)
    return f"{half:.2f} ({low:.2f} to {high:.2f})"


def cost(work, runs, peer):
    return f"{middle(runs, peer, 'value') / 1000:.1f} ms" if work.kind == "start" else f"{middle(runs, peer, 'cpu'):.0f} us"


def table(heads, rows):
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)] + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def judged(data):
    """Where trawl stands, work by work."""
    rows = []
    for work, one in measured_works(data):
        first = one["runs"][modes(one)[0]]
        found = ratios(first, "trawl", work.reference)
        rows.append([work.shown(one["count"]), work.reference, cost(work, first, "trawl"), cost(work, first, work.reference), of_reference(work, one, "pinned"),
                     of_reference(work, one, "unpinned"), f"{work.goal:.2f}", verdict(work, found) if found else "no run was right"])
    return table(["work", "beside", "trawl", "the other", "ratio, pinned", "ratio, unpinned", "goal", ""], rows)


def everybody(data):
    """All programs: the ratio, the wall time, the memory."""
    rows = []
    for work, one in measured_works(data):
        runs = one["runs"][modes(one)[0]]
        for peer in runs:
            found = ratios(runs, peer, work.reference)
            faults = sorted({run["fault"] for run in runs[peer] if run["fault"]})
            rows.append([work.shown(one["count"]) if peer == "trawl" else "", peer, cost(work, runs, peer), f"{spread(found)[1]:.2f}" if found else "",
                         f"{middle(runs, peer, 'wall'):.3f} s" if work.kind == "start" else f"{middle(runs, peer, 'wall'):.2f} s",
                         f"{middle(runs, peer, 'resident'):.0f} MiB", str(len(runs[peer])), "; ".join(faults)])
    return table(["work", "program", "CPU time", "ratio", "took", "resident at most", "runs", ""], rows)


def counted(data):
    rows = []
    for work, one in measured_works(data):
        instructions, syscalls = (one["counts"].get(how, {}) for how in ("instructions", "syscalls"))
        for peer in instructions or syscalls:
            calls = syscalls.get(peer, {})
            most = sorted((name for name in calls if calls[name] >= 0.05), key=lambda name: -calls[name])
            rows.append([f"{work.shown(one['count'])}, a {work.unit}" if peer == "trawl" else "", peer, f"{instructions[peer]['all']:,.0f}" if peer in instructions else "",
                         f"{sum(calls.values()):.1f}" if calls else "", ", ".join(f"`{name}` {calls[name]:.2f}" for name in most[:8])])
    return table(["work", "program", "instructions", "system calls", "which"], rows) if rows else ""


def measured_works(data):
    return [(work, data["works"][name]) for name, work in works.WORKS.items() if name in data["works"]]


def markdown(data):
    of = data["machine"]
    programs = ", ".join(f"{peer} {known}" for peer, known in of["programs"].items())
    text = f"""# trawl beside others

Made by `bench/run`, on a machine of {of['cpus']} cores ({of['model']}, Linux {of['kernel']}, {of['files']}) that the server shares: nginx on loopback. {programs}.

CPU time, user and system, of one request (page, MiB) by the client; of `start`, the time to the first byte. The programs run in turns, in turned order;
a ratio is the median of those of the pairs, with its quartiles. Pinned: the client on one core, nginx on the other. Each run has a fresh folder, and every file that came was
compared with the server's. trawl does what it does by itself: digests, `.part` and rename, the state of the folder; and writes the records.

{judged(data)}
## Everyone

Pinned, where that was measured; medians. wget2 and wget crawl by the same robots.txt; aria2 and Scrapy ran once.

{everybody(data)}"""
    counts = counted(data)
    return text + (f"\n## Counts\n\nBy callgrind and `strace -c`: a smaller run less a run of one. callgrind knows no instructions for SHA-256, and has it done without: some 28 a byte, in which trawl is shown worse than it is.\n\n{counts}" if counts else "")


def chart(data):
    groups = []
    for work, one in measured_works(data):
        runs = one["runs"][modes(one)[0]]
        bars = [(peer, spread(found)) for peer in runs if (found := ratios(runs, peer, work.reference))]
        groups.append((work.shown(one["count"]), work.reference, work.goal, bars))
    return draw("CPU time of the client, as a share of curl's", "of wget2's for the crawl; for the start, the time to the first byte. Orange: the goal. "
                f"nginx on the same machine of {data['machine']['cpus']} cores.", groups)
