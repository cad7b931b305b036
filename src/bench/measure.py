"""Runs a command and takes its time; tells the time of recorded children from its own.

Knows nothing of links.
"""

import os
import subprocess
import tempfile
import time


class Run:
    """One run of a command: exit status, what it printed, wall and CPU seconds of all it started."""

    def __init__(self, command, folder, environment):
        with tempfile.TemporaryFile() as output:
            self.start = time.monotonic_ns()
            process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=subprocess.STDOUT)
            _, status, used = os.wait4(process.pid, 0)
            self.end = time.monotonic_ns()
            process.returncode = self.status = os.waitstatus_to_exitcode(status)
            output.seek(0)
            self.said = output.read().decode("utf-8", "replace") if self.status else ""
        self.wall = (self.end - self.start) / 1e9
        self.cpu = used.ru_utime + used.ru_stime

    def numbers(self):
        return self.wall, self.cpu


class Spread:
    """Median, 10th and 90th percentile of some numbers."""

    def __init__(self, numbers):
        self.numbers = sorted(numbers)
        self.low, self.median, self.high = (self.at(share) for share in (0.1, 0.5, 0.9))

    def at(self, share):
        place = share * (len(self.numbers) - 1)
        below = int(place)
        above = min(below + 1, len(self.numbers) - 1)
        return self.numbers[below] + (self.numbers[above] - self.numbers[below]) * (place - below)


def compile_recorder(source, compiler, real, output):
    """Makes a program that runs `real` and records its times (see record.c)."""
    subprocess.run([compiler, "-x", "c", "-O2", "-fuse-ld=lld", f'-DREAL="{real}"', source, "-o", output],
                   check=True)


def recorded(run, record):
    """Of a run whose children were recorded: wall and CPU seconds that are not theirs, their number."""
    spans, cpu = [], 0
    with open(record, encoding="ascii") as file:
        for line in file:
            start, end, child, wrapper = (int(word) for word in line.split())
            spans.append((start, end))
            cpu += child + wrapper
    covered, reached = 0, run.start
    for start, end in sorted(spans):
        if end > reached:
            covered += end - max(start, reached)
            reached = end
    return run.wall - covered / 1e9, run.cpu - cpu / 1e6, len(spans)
