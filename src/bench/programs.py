"""The programs that benchmarks link: where their objects and link lines are, how they are edited.

Knows nothing of linkers.
"""

import json
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.realpath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))


class Failed(Exception):
    pass


class Program:
    """A program's objects and archives, and its link line."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.read_line()

    def read_line(self):
        with open(os.path.join(self.folder, "link-line"), encoding="utf-8") as file:
            self.line = file.read().splitlines()

    def words(self, output, extra=()):
        words = list(self.line)
        words[words.index("-o") + 1] = output
        return words[:1] + list(extra) + words[1:]


class Synthetic(Program):
    """A program of many modules by `synthetic`, which also edits it. Its name is their number, or
    that number, `x` and the number of further functions in each."""

    def __init__(self, name, work, llvm):
        folder = os.path.join(work, f"synthetic-{name}-llvm-{llvm}")
        modules, _, functions = name.partition("x")
        if not os.path.exists(os.path.join(folder, "synthetic.json")):
            shutil.rmtree(folder, ignore_errors=True)
            self.synthetic("--modules", modules, "--functions", functions or "0", "--out", folder,
                           "--clang", f"clang++-{llvm}")
        super().__init__(name, folder)
        self.modules = int(modules)
        self.expected = None
        self.edit("comment")

    @staticmethod
    def synthetic(*words):
        done = output([os.path.join(HERE, "synthetic"), *words])
        return json.loads(done)

    def edit(self, kind):
        """Changes a source; returns the number of modules whose result must change by that."""
        facts = self.synthetic("edit", "--out", self.folder, "--kind", kind)
        self.expected = f"checksum {facts['checksum']}\n"
        self.read_line()
        return 0 if kind == "comment" else len(facts["importers"]) + 1

    def check(self, program):
        said = output([program])
        if said != self.expected:
            raise Failed(f"'{program}': printed {said!r}, expected {self.expected!r}")


class Zstd(Program):
    """A copy of the zstd of examples/real-program.sh, with one function added to a source, to be
    edited; the source is one of the library from which nobody imports."""

    SOURCE = "lib/compress/zstd_compress_superblock.c"
    FLAGS = ("-O2", "-flto=thin", "-pthread", "-DZSTD_MULTITHREAD", "-DZSTD_LEGACY_SUPPORT=5",
             "-DXXH_NAMESPACE=ZSTD_", "-w", "-c")

    def __init__(self, work, scratch):
        built = build("zstd", work)
        folder = os.path.join(scratch, "zstd")
        os.makedirs(folder)
        shutil.copytree(os.path.join(built.folder, "obj"), os.path.join(folder, "obj"))
        for name in ("libzstd.a", "link-line"):
            shutil.copy2(os.path.join(built.folder, name), folder)
        self.source = os.path.realpath(os.path.join(built.folder, "..", "source"))
        super().__init__("zstd", folder)
        self.edits, self.expected = 0, None
        self.edit("body")

    def edit(self, kind):
        self.edits += 1
        changed = os.path.join(self.folder, "edited.c")
        with open(changed, "w", encoding="utf-8") as file:
            file.write(f'#include "{self.source}/{self.SOURCE}"\n__attribute__((used, noinline)) '
                       f"unsigned relink_bench(unsigned x) {{ return x * {2 * self.edits + 100001}u; }}\n")
        member = os.path.join("obj", os.path.splitext(self.SOURCE)[0] + ".o")
        driver = self.line[0]
        output([driver, *self.FLAGS, f"-I{self.source}/lib", changed, "-o", member], self.folder)
        archiver = output([driver, "-print-prog-name=llvm-ar"]).strip()
        output([archiver, "rs", "libzstd.a", member], self.folder)
        return 1

    def check(self, program):
        """Compresses a text and expands it again."""
        text = os.path.join(self.folder, "link-line")
        packed = subprocess.run([program, "-q", "-19", "-c", text], stdout=subprocess.PIPE).stdout
        plain = subprocess.run([program, "-q", "-d", "-c"], input=packed, stdout=subprocess.PIPE).stdout
        with open(text, "rb") as file:
            if plain != file.read() or not packed or packed != (self.expected or packed):
                raise Failed(f"'{program}': does not compress what it should")
        self.expected = packed


def build(name, work):
    script = os.path.join(PROJECT, "examples", "real-program.sh")
    run = subprocess.run([script, "--build-only", name, work], stdout=subprocess.PIPE, text=True)
    if run.returncode:
        raise Failed(f"'{name}': could not be fetched and compiled")
    return Program(name, run.stdout.strip())


def output(command, folder=None):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise Failed(f"{' '.join(command)[:300]}: exit status {done.returncode}\n{done.stderr[:2000]}")
    return done.stdout
