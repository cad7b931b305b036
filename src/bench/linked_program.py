"""Reads a linked x86-64 ELF program: its functions, disassembled, and what its addresses mean.

Knows nothing of a second program to compare with.
"""

import bisect
import re
import struct
import subprocess

SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_RELR = 2, 4, 8, 19
SHF_WRITE, SHF_ALLOC, SHF_EXEC, SHF_STRINGS, SHF_TLS = 1, 2, 4, 0x20, 0x400
STT_OBJECT, STT_FUNC, STT_TLS, STT_IFUNC = 1, 2, 6, 10
R_64, R_GLOB_DAT, R_JUMP_SLOT, R_RELATIVE = 1, 6, 7, 8
R_DTPMOD64, R_DTPOFF64, R_TPOFF64, R_IRELATIVE = 16, 17, 18, 37

PROMOTED = re.compile(r"\.llvm\.\d+")
LINE = re.compile(r"^\s*([0-9a-f]+):\s+(\S.*)$")
BRANCH = re.compile(r"^((?:\w+ )*(?:j\w+|call\w?|loop\w*|xbegin)(?:,p[nt])?)\s+0x([0-9a-f]+)\b")
RIP = re.compile(r"(-?(?:0x)?[0-9a-f]+)\(%rip\)")


class Unreadable(Exception):
    pass


class Section:
    def __init__(self, name, kind, flags, address, offset, size, link, entry):
        self.name, self.kind, self.flags = name, kind, flags
        self.address, self.offset, self.size = address, offset, size
        self.link, self.entry = link, entry
        self.end = address + size


def plain(name):
    """The name without what promotion added."""
    return PROMOTED.sub("", name)


class Program:
    """A linked program: its functions, and what its addresses mean."""

    def __init__(self, path, objdump):
        self.path = path
        try:
            with open(path, "rb") as file:
                self.bytes = file.read()
        except OSError as e:
            raise Unreadable(f"'{path}': {e.strerror}")
        head = self.bytes[:20]
        if len(self.bytes) < 64 or head[:6] != b"\x7fELF\x02\x01" or head[18:20] != b"\x3e\x00":
            raise Unreadable(f"'{path}': not an ELF file for x86-64")
        try:
            self.fixed = struct.unpack_from("<H", self.bytes, 16)[0] == 2  # ET_EXEC
            self.read_sections()
            self.read_symbols()
            self.read_relocations()
        except (struct.error, IndexError, ValueError):
            raise Unreadable(f"'{path}': damaged")
        if not self.functions:
            raise Unreadable(f"'{path}': no function symbols, was it stripped?")
        self.disassemble(objdump)

    # ------------------------------------------------------------ reading

    def read_sections(self):
        table = struct.unpack_from("<Q", self.bytes, 40)[0]
        size, count, names = struct.unpack_from("<HHH", self.bytes, 58)
        raw = [struct.unpack_from("<IIQQQQIIQQ", self.bytes, table + i * size) for i in range(count)]
        strings = raw[names][4]
        self.sections = [
            Section(self.string(strings + r[0]), r[1], r[2], r[3], r[4], r[5], r[6], r[9]) for r in raw
        ]
        placed = [s for s in self.sections
                  if s.flags & SHF_ALLOC and s.size
                  and not (s.flags & SHF_TLS and s.kind == SHT_NOBITS)]
        self.placed = sorted(placed, key=lambda s: s.address)
        self.starts = [s.address for s in self.placed]
        tls = [s for s in self.sections if s.flags & SHF_TLS]
        self.tls_start = min((s.address for s in tls), default=0)
        self.tls_end = self.tls_size()

    def tls_size(self):
        """The end of the TLS segment, aligned as the thread pointer is."""
        offset = struct.unpack_from("<Q", self.bytes, 32)[0]
        size, count = struct.unpack_from("<HH", self.bytes, 54)
        for i in range(count):
            kind, _, _, address, _, _, memory, align = struct.unpack_from(
                "<IIQQQQQQ", self.bytes, offset + i * size)
            if kind == 7:  # PT_TLS
                align = max(align, 1)
                return -(-(address + memory) // align) * align
        return 0

    def string(self, offset):
        return self.bytes[offset:self.bytes.index(b"\0", offset)].decode("utf-8", "surrogateescape")

    def symbol_table(self, section):
        strings = self.sections[section.link].offset
        for at in range(section.offset, section.offset + section.size, 24):
            name, info, _, where, value, size = struct.unpack_from("<IBBHQQ", self.bytes, at)
            yield self.string(strings + name) if name else "", info & 15, where, value, size

    def read_symbols(self):
        self.functions = []  # (address, size, name)
        self.names = {}  # address -> names
        self.tls_names = {}
        objects = []
        for section in self.sections:
            if section.kind != SHT_SYMTAB:
                continue
            for name, kind, where, value, size in self.symbol_table(section):
                if not name or where == 0 or where >= 0xff00:
                    continue
                if kind == STT_TLS:
                    self.tls_names.setdefault(value, set()).add(plain(name))
                    objects.append((value, size, plain(name), True))
                    continue
                if kind not in (0, STT_OBJECT, STT_FUNC, STT_IFUNC):
                    continue
                self.names.setdefault(value, set()).add(plain(name))
                if kind in (STT_FUNC, STT_IFUNC) and size and self.sections[where].flags & SHF_EXEC:
                    self.functions.append((value, size, plain(name)))
                if size:
                    objects.append((value, size, plain(name), False))
        self.functions = sorted(set(self.functions))
        self.objects = sorted(set(o[:3] for o in objects if not o[3]))
        self.object_starts = [o[0] for o in self.objects]
        self.ends = {}
        for start, size, name in self.objects:
            self.ends.setdefault(start + size, set()).add((name, size))
        self.furthest, end = [], 0  # the furthest end of all objects up to this one
        for start, size, _ in self.objects:
            end = max(end, start + size)
            self.furthest.append(end)
        self.tls_objects = sorted(set(o[:3] for o in objects if o[3]))

    def read_relocations(self):
        self.pointers = {}  # address -> (import name, addend) or (None, target address)
        for section in self.sections:
            if section.kind == SHT_RELA and section.flags & SHF_ALLOC:
                linked = self.sections[section.link]
                symbols = list(self.symbol_table(linked)) if linked.entry == 24 else []
                for at in range(section.offset, section.offset + section.size, 24):
                    where, info, addend = struct.unpack_from("<QQq", self.bytes, at)
                    self.pointers[where] = self.pointer(info >> 32, info & 0xffffffff, addend, symbols)
            elif section.kind == SHT_RELR:
                self.read_relr(section)

    def pointer(self, symbol, kind, addend, symbols):
        if kind in (R_RELATIVE, R_IRELATIVE):
            return None, addend
        name, _, where, value, _ = symbols[symbol] if symbol < len(symbols) else ("", 0, 0, 0, 0)
        if kind in (R_DTPMOD64, R_DTPOFF64, R_TPOFF64):
            if name:
                return f"tls:{name}", addend
            return f"tls:{self.tls_place(self.tls_start + addend)}", kind
        if where and kind in (R_64, R_GLOB_DAT, R_JUMP_SLOT) and not name:
            return None, value + addend
        return plain(name), addend

    def read_relr(self, section):
        base = 0
        for at in range(section.offset, section.offset + section.size, 8):
            word = struct.unpack_from("<Q", self.bytes, at)[0]
            if word & 1:
                places = [base + 8 * i for i in range(63) if word >> (i + 1) & 1]
                base += 63 * 8
            else:
                places, base = [word], word + 8
            for place in places:
                self.pointers[place] = None, struct.unpack("<Q", self.data(place, 8))[0]

    def disassemble(self, objdump):
        """Fills self.code: per function (address, size) its instructions."""
        command = [objdump, "-d", "--no-show-raw-insn", "--print-imm-hex", self.path]
        try:
            run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                 errors="surrogateescape")
        except OSError as e:
            raise Unreadable(f"'{objdump}': {e.strerror}")
        if run.returncode:
            raise Unreadable(f"'{self.path}': {objdump}: {run.stderr.strip()}")
        self.addresses, lines = [], []
        for line in run.stdout.split("\n"):
            match = LINE.match(line)
            if match:
                self.addresses.append(int(match[1], 16))
                lines.append(match[2])
        self.code = []  # (text with @ for an address, that address or None)
        used = {to for name, to in self.pointers.values() if name is None}
        used.update(self.object_starts)
        for i, text in enumerate(lines):
            target = None
            rip = RIP.search(text)
            if rip:
                following = self.addresses[i + 1] if i + 1 < len(lines) else self.addresses[i] + 7
                target = following + int(rip[1], 0)
                text = text[:rip.start()] + "@" + text[rip.end():]
                used.add(target)
            else:
                branch = BRANCH.match(text)
                if branch:
                    target, text = int(branch[2], 16), branch[1] + " @"
            text = text.split("#")[0].split(" <")[0]
            self.code.append((" ".join(text.split()), target))
        self.used = sorted(used)  # where things begin, as far as anything shows it

    # ------------------------------------------------------------ asking

    def instructions(self, function):
        """List of (offset in the function, text with @ for an address, that address or None)."""
        start, size, _ = function
        first = bisect.bisect_left(self.addresses, start)
        last = bisect.bisect_left(self.addresses, start + size)
        return [(self.addresses[i] - start, *self.code[i]) for i in range(first, last)]

    def section_at(self, address):
        i = bisect.bisect_right(self.starts, address) - 1
        if i >= 0 and address < self.placed[i].end:
            return self.placed[i]
        return None

    def data(self, address, size):
        """The bytes there, zeros where the file holds none, fewer at the section's end."""
        section = self.section_at(address)
        if section is None:
            return b""
        size = min(size, section.end - address)
        if section.kind == SHT_NOBITS:
            return bytes(size)
        at = section.offset + address - section.address
        return self.bytes[at:at + size]

    def places(self, address):
        """What an address means: a set of (name, offset). Empty where nothing is called so."""
        found = {(name, 0) for name in self.names.get(address, ())}
        i = bisect.bisect_right(self.object_starts, address) - 1
        while i >= 0 and address < self.furthest[i]:
            start, size, name = self.objects[i]
            if address < start + size:
                found.add((name, address - start))
            i -= 1
        return found

    def edges(self, address):
        """What an address means if it is computed, not used: ends, and the byte before a function."""
        return self.ends.get(address, set()) | {(name, -1) for name in self.names.get(address + 1, ())}

    def tls_place(self, address):
        for start, size, name in self.tls_objects:
            if start <= address < start + size:
                return f"{name}+{address - start}"
        return f"+{address - self.tls_start}"

    def imported(self, address):
        """The (name, addend) that a GOT or PLT entry at this address stands for, or None."""
        pointer = self.pointers.get(address)
        if pointer is not None and pointer[0] is not None:
            return pointer
        section = self.section_at(address)
        if section is not None and section.name.startswith((".plt", ".iplt")):
            code = self.data(address, 16)
            at = code.find(b"\xff\x25")
            if 0 <= at <= 10:
                slot = address + at + 6 + struct.unpack_from("<i", code, at + 2)[0]
                return self.pointers.get(slot)
        return None

    def extent(self, address):
        """How many bytes the nameless thing at this address can have: up to the next thing."""
        section = self.section_at(address)
        i = bisect.bisect_right(self.used, address)
        end = self.used[i] if i < len(self.used) else section.end
        return min(end, section.end) - address
