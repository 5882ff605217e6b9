"""Runs a program once, and says what it took."""

import collections
import os
import re
import resource
import signal
import statistics
import subprocess
import time

# Seconds until it ended, and until its first byte came (None: not looked at); seconds of CPU time, user and system; MiB resident at most.
Taken = collections.namedtuple("Taken", "status seconds first_byte cpu resident")


class TooLong(Exception):
    pass


def ring(*_):
    raise TooLong


def run(command, environment, cpus=None, limit=600, first_byte=False, cwd=None, stderr=subprocess.DEVNULL):
    """What the program and the processes it waited for took. `cpus`: it runs on these alone. After `limit` seconds it is killed, status None.
    `resident` is no less than what this very program has when it forks: some 10 MiB."""

    def prepare():
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if cpus:
            os.sched_setaffinity(0, cpus)

    began = time.monotonic()
    child = subprocess.Popen([str(word) for word in command], env=environment, cwd=cwd, preexec_fn=prepare, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE if first_byte else subprocess.DEVNULL, stderr=stderr)
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    first, status = None, None
    try:
        if first_byte:
            os.read(child.stdout.fileno(), 1)
            first = time.monotonic() - began
            while os.read(child.stdout.fileno(), 1 << 16):
                pass
        _, code, used = os.wait4(child.pid, 0)
        status = os.waitstatus_to_exitcode(code)
    except BaseException as error:
        os.killpg(child.pid, signal.SIGKILL)
        _, _, used = os.wait4(child.pid, 0)
        if not isinstance(error, TooLong):
            raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        child.returncode = status
        if child.stdout:
            child.stdout.close()
    return Taken(status, time.monotonic() - began, first, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def instructions(command, environment, limit=600):
    """In user space, as callgrind counts them."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)], timeout=limit,
                          env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return sum(int(count) for count in re.findall(r"Collected : (\d+)", done.stderr))


def syscalls(command, environment, report, limit=600):
    """Of all its threads and processes, by name."""
    subprocess.run(["strace", "-f", "-c", "-U", "calls,name", "-o", report, *map(str, command)], timeout=limit,
                   env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = re.findall(r"^\s*(\d+)\s+(\w+)\s*$", report.read_text(), re.MULTILINE)
    return {name: int(calls) for calls, name in found if name != "total"}


def spread(values):
    """The lower quartile, the median, the upper quartile."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    return tuple(statistics.quantiles(values, n=4, method="inclusive"))
