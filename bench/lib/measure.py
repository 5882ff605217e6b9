"""Runs a program once, and says what it took."""

import collections
import os
import pathlib
import re
import statistics
import subprocess
import sys

LAUNCH = pathlib.Path(__file__).parent / "launch.py"

# The exit status (None: killed, as it took too long); seconds until it ended, and until its first byte came if that was asked for; seconds of CPU
# time, user and system; MiB resident at most.
Taken = collections.namedtuple("Taken", "status seconds first_byte cpu resident")


def run(command, environment, cpus=None, limit=600, first_byte=False, cwd=None):
    """What the program and the processes it waited for took. `cpus`: it runs on these alone. `resident` is no less than some 7 MiB."""
    reading, report = os.pipe()
    words = [sys.executable, "-I", "-S", LAUNCH, report, ",".join(map(str, cpus or [])), limit, int(first_byte), *command]
    launcher = subprocess.Popen([str(word) for word in words], env=environment, cwd=cwd, pass_fds=[report], stdin=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
    os.close(report)
    try:
        with open(reading, encoding="ascii") as told:
            words = told.read().split()
        launcher.wait()
    except BaseException:
        launcher.terminate()
        launcher.wait()
        raise
    return Taken(None if words[0] == "killed" else int(words[0]), *map(float, words[1:]))


def instructions(command, environment, report, limit=600):
    """In user space, as callgrind counts them, which knows no instructions for SHA-256 and has it done without. `report`: a file for its use."""
    run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={report}", *command], environment, limit=limit)
    return sum(int(count) for count in re.findall(r"Collected : (\d+)", report.read_text()))


def syscalls(command, environment, report, limit=600):
    """Of all its threads and processes, by name."""
    run(["strace", "-f", "-c", "-U", "calls,name", "-o", report, *command], environment, limit=limit)
    found = re.findall(r"^\s*(\d+)\s+(\w+)\s*$", report.read_text(), re.MULTILINE)
    return {name: int(calls) for calls, name in found if name != "total"}


def spread(values):
    """The lower quartile, the median, the upper quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    return tuple(statistics.quantiles(values, n=4, method="inclusive"))
