"""Runs a command and takes its time; tells the time of recorded children from its own.

Knows nothing of links.
"""

import os
import subprocess
import tempfile
import time


class Run:
    """One run of a command: exit status, what it printed, wall and CPU seconds of all it started,
    CPU seconds of the first process alone (Linux; in steps of a clock tick, 10 ms), and its peak
    memory in bytes if it is watched, which costs it a little time."""

    def __init__(self, command, folder, environment, watch=False):
        with tempfile.TemporaryFile() as output:
            self.peak = 0
            self.start = time.monotonic_ns()
            process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=subprocess.STDOUT)
            if watch:
                self.watch(process.pid)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            self.end = time.monotonic_ns()
            self.own_cpu = own_cpu(process.pid)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = self.status = os.waitstatus_to_exitcode(status)
            output.seek(0)
            self.said = output.read().decode("utf-8", "replace") if self.status else ""
        self.wall = (self.end - self.start) / 1e9
        self.cpu = used.ru_utime + used.ru_stime

    def watch(self, pid):
        """Looks at the kernel's high-water mark until the process ends."""
        while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            try:
                with open(f"/proc/{pid}/status", encoding="ascii") as file:
                    marks = [line.split()[1] for line in file if line.startswith("VmHWM:")]
            except OSError:
                marks = []
            if marks:
                self.peak = max(self.peak, int(marks[0]) * 1024)
            time.sleep(0.005)

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


def own_cpu(pid):
    """CPU seconds of a process that ended and was not yet waited for, without its children."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            user, system = file.read().rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


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
