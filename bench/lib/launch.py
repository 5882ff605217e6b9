"""python3 -I -S launch.py REPORT CPUS LIMIT FIRST COMMAND...: runs the command once and writes what it took to the descriptor REPORT.

A process is never said to have had less memory than the one that it was forked from, so this one is small, and imports what is built in alone.
"""

import os
import signal
import sys
import time


class Ended(Exception):
    """The limit is over, or we are told to end."""


def end(*_):
    raise Ended


def start(command, cpus, output):
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        if cpus:
            os.sched_setaffinity(0, cpus)
        os.dup2(output, 1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(command[0], command)
    finally:
        os._exit(127)


def drained(pipe):
    """When the first byte came, all others having been read."""
    os.read(pipe, 1)
    first = time.monotonic()
    while os.read(pipe, 1 << 16):
        pass
    return first


def main(report, cpus, limit, first_byte, *command):
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    pipe, output = os.pipe() if first_byte == "1" else (None, os.open("/dev/null", os.O_WRONLY))
    began = time.monotonic()
    first, status = began, "killed"
    child = start(command, [int(cpu) for cpu in cpus.split(",") if cpu], output)
    os.close(output)
    try:
        signal.setitimer(signal.ITIMER_REAL, float(limit))
        if pipe is not None:
            first = drained(pipe)
        _, code, used = os.wait4(child, 0)
        status = os.waitstatus_to_exitcode(code)
    except Ended:
        os.killpg(child, signal.SIGKILL)
        _, _, used = os.wait4(child, 0)
    took = time.monotonic() - began
    os.write(int(report), f"{status} {took} {first - began} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}".encode())


main(*sys.argv[1:])
