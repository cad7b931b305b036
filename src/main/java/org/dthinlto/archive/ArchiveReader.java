package org.dthinlto.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.archive.NameTable.BadNameException;

/**
 * Walks the headers of one archive file from the first to the last. Names are cut as lld cuts them
 * (llvm/lib/Object/Archive.cpp), because its member IDs must be found again; where lld rejects what
 * other tools write and nothing is lost by it, this reader doesn't: a missing last pad byte, GNU
 * ar's {@code /INDEX:OFFSET}.
 *
 * <pre>
 *   0 name  16 mtime  28 uid  34 gid  40 mode  48 size  58 '`' '\n'
 * </pre>
 */
final class ArchiveReader {

  static final int HEADER_LENGTH = 60;
  private static final int NAME_LENGTH = 16;
  private static final int SIZE_START = 48;
  private static final int SIZE_END = 58;

  /** More than any tool writes; a damaged header must not make us ask for gigabytes. */
  private static final int MAX_NAME_TABLE = 256 * 1024 * 1024;

  /** Headers nearer than this are worth fetching together with what is between them. */
  private static final int NEAR = 4096;

  /** Bytes fetched with a header when the next one is far: room for a BSD name. */
  private static final int FAR_READ = 256;

  private static final String DAMAGED = "; the archive is truncated or damaged";

  private final Path file;
  private final String archive;
  private final ReadWindow window;
  private final List<ArchiveMember> members = new ArrayList<>();
  private final Map<String, Archive> nested = new HashMap<>();
  private boolean thin;
  private boolean bsd;
  private boolean symbolTableSeen;
  private boolean coff;
  private NameTable nameTable = NameTable.NONE;
  private long next = Archive.MAGIC_LENGTH;

  ArchiveReader(Path file, String archive, ReadWindow window) {
    this.file = file;
    this.archive = archive;
    this.window = window;
  }

  static Archive read(Path file, String archive) throws ArchiveException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw ArchiveException.of(archive, "is a folder, not an archive");
      }
      if (!attributes.isRegularFile()) {
        throw ArchiveException.of(archive, "is not a regular file");
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return new ArchiveReader(file, archive, new ReadWindow(channel)).walk();
      }
    } catch (ArchiveException e) {
      throw e;
    } catch (IOException e) {
      throw ArchiveException.unreadable(archive, e);
    }
  }

  Archive walk() throws IOException {
    readMagic();
    int ahead = NEAR;
    while (next < window.length()) {
      long offset = next;
      readHeader(offset, ahead);
      ahead = next - offset < NEAR ? ReadWindow.CAPACITY : FAR_READ;
    }
    return new Archive(file, archive, thin, members);
  }

  private void readMagic() throws IOException {
    long length = window.length();
    if (length < Archive.MAGIC_LENGTH) {
      String size = length == 0 ? "is empty" : "has only " + length + " bytes";
      throw ArchiveException.of(archive, size + ", not an archive");
    }
    window.need(0, Archive.MAGIC_LENGTH, NEAR);
    if (!Archive.isArchive(window.array())) {
      throw ArchiveException.of(
          archive, "not an archive, byte 0 does not start '!<arch>' or '!<thin>' and a newline");
    }
    thin = Archive.isThin(window.array());
  }

  /** Reads the header at an offset, notes what it stands for, and sets {@link #next}. */
  private void readHeader(long offset, int ahead) throws IOException {
    long left = window.length() - offset;
    if (left < HEADER_LENGTH) {
      throw bad("header", offset, "cut short after " + left + " of 60 bytes" + DAMAGED);
    }
    int at = window.need(offset, HEADER_LENGTH, ahead);
    byte[] bytes = window.array();
    if (bytes[at + SIZE_END] != '`' || bytes[at + SIZE_END + 1] != '\n') {
      throw bad("header", offset, "does not end with '`' and a newline" + DAMAGED);
    }
    long size = number(bytes, at + SIZE_START, at + SIZE_END);
    if (size < 0) {
      String field = MemberName.latin1(bytes, at + SIZE_START, at + SIZE_END);
      String quoted = ArchiveException.quote(field.stripTrailing());
      throw bad("header", offset, "size field " + quoted + " is not a decimal number" + DAMAGED);
    }
    int end = rawNameEnd(bytes, at);
    boolean first = offset == Archive.MAGIC_LENGTH;
    if (bytes[at] == '/') {
      readSlashed(offset, MemberName.latin1(bytes, at, end), size);
    } else if (bytes[at] == '#' && bytes[at + 1] == '1' && bytes[at + 2] == '/') {
      bsd |= first;
      readBsdMember(offset, at, end, size);
    } else {
      readShortMember(offset, MemberName.decode(bytes, at, shortNameEnd(bytes, at, end)), size);
    }
  }

  /** Where the name field stops: at a blank in BSD archives and special names, else at a slash. */
  private int rawNameEnd(byte[] bytes, int at) {
    byte last = (byte) (bsd || bytes[at] == '/' || bytes[at] == '#' ? ' ' : '/');
    int end = at;
    while (end < at + NAME_LENGTH && bytes[end] != last) {
      end++;
    }
    return end;
  }

  private static int shortNameEnd(byte[] bytes, int from, int rawEnd) {
    int end = rawEnd;
    if (end > from && bytes[end - 1] == '/') {
      return end - 1;
    }
    while (end > from && bytes[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  private void readSlashed(long offset, String raw, long size) throws IOException {
    switch (raw) {
      case "/", "/SYM64/", "/<ECSYMBOLS>/", "/<XFGHASHMAP>/" -> {
        // COFF has two symbol tables, and then a name table of another kind.
        coff |= symbolTableSeen && raw.equals("/");
        symbolTableSeen = true;
        skipStored("symbol table", offset, size);
      }
      case "//" -> {
        skipStored("name table", offset, size);
        if (nameTable != NameTable.NONE) {
          throw bad("name table", offset, "there is one before it" + DAMAGED);
        }
        if (size > MAX_NAME_TABLE) {
          throw bad("name table", offset, "size " + size + " is over the limit of 256 MiB");
        }
        nameTable = new NameTable(window.copy(offset + HEADER_LENGTH, (int) size), coff);
      }
      default -> readLongMember(offset, raw, size);
    }
  }

  /** {@code /INDEX}, or GNU ar's {@code /INDEX:OFFSET} for a member of another archive. */
  private void readLongMember(long offset, String raw, long size) throws ArchiveException {
    int colon = raw.indexOf(':');
    long index = number(raw, 1, colon < 0 ? raw.length() : colon);
    long origin = colon < 0 ? 0 : number(raw, colon + 1, raw.length());
    if (index < 0 || origin < 0 || (colon >= 0 && !thin)) {
      String what = "name field " + ArchiveException.quote(raw) + " is not '/' and a number";
      throw bad("header", offset, what + DAMAGED);
    }
    MemberName name;
    try {
      name = nameTable.name(index);
    } catch (BadNameException e) {
      throw bad("header", offset, e.why() + DAMAGED);
    }
    if (colon >= 0) {
      addNested(offset, name, origin);
    } else if (thin) {
      addOutside(offset, name, size);
    } else {
      addStored(offset, name, 0, size);
    }
  }

  private void readShortMember(long offset, MemberName name, long size) throws ArchiveException {
    if (offset == Archive.MAGIC_LENGTH && isBsdSymbolTable(name.text())) {
      bsd = true;
      skipStored("symbol table", offset, size);
    } else if (thin) {
      addOutside(offset, name, size);
    } else {
      addStored(offset, name, 0, size);
    }
  }

  /** {@code #1/N}: the first N bytes of what is stored are the name, padded with NULs. */
  private void readBsdMember(long offset, int at, int rawEnd, long size) throws IOException {
    long length = number(window.array(), at + 3, rawEnd);
    String raw = MemberName.latin1(window.array(), at, rawEnd);
    if (length < 0 || thin) {
      String what = thin ? " has no place in a thin archive" : " is not '#1/' and a number";
      throw bad("header", offset, "name field " + ArchiveException.quote(raw) + what + DAMAGED);
    }
    if (length > size || length > ReadWindow.CAPACITY) {
      String limit = length > size ? "the member has " + size : "the limit is 65536";
      throw bad("header", offset, "name of " + length + " bytes, " + limit + DAMAGED);
    }
    checkStored("header", offset, size);
    int from = window.need(offset + HEADER_LENGTH, (int) length, FAR_READ);
    int end = from + (int) length;
    byte[] bytes = window.array();
    while (end > from && bytes[end - 1] == 0) {
      end--;
    }
    MemberName name = MemberName.decode(bytes, from, end);
    if (offset == Archive.MAGIC_LENGTH && isBsdSymbolTable(name.text())) {
      skipStored("symbol table", offset, size);
    } else {
      addStored(offset, name, (int) length, size);
    }
  }

  private static boolean isBsdSymbolTable(String name) {
    return switch (name) {
      case "__.SYMDEF", "__.SYMDEF SORTED", "__.SYMDEF_64", "__.SYMDEF_64 SORTED" -> true;
      default -> false;
    };
  }

  private void addStored(long offset, MemberName name, int nameBytes, long size)
      throws ArchiveException {
    checkName(offset, name);
    skipStored(part(name), offset, size);
    long data = offset + HEADER_LENGTH + nameBytes;
    add(offset, name, file, data, size - nameBytes);
  }

  private void addOutside(long offset, MemberName name, long size) throws ArchiveException {
    checkName(offset, name);
    next = offset + HEADER_LENGTH;
    add(offset, name, beside(offset, name), 0, size);
  }

  private void addNested(long offset, MemberName path, long origin) throws ArchiveException {
    checkName(offset, path);
    next = offset + HEADER_LENGTH;
    Archive inner = nested.get(path.text());
    if (inner == null) {
      try {
        inner = read(beside(offset, path), path.text());
      } catch (ArchiveException e) {
        throw bad(part(path), offset, String.valueOf(e.getMessage()));
      }
      nested.put(path.text(), inner);
    }
    int index = inner.thin() ? -1 : inner.indexAt(origin);
    if (index < 0) {
      String where = "byte " + origin + " of " + ArchiveException.quote(path.text());
      throw bad("header", offset, "points to " + where + ", where no member is stored" + DAMAGED);
    }
    ArchiveMember there = inner.members().get(index);
    MemberName name = new MemberName(there.name(), there.nameIsUtf8());
    add(offset, name, there.file(), there.dataOffset(), there.size());
  }

  private void add(long offset, MemberName name, Path where, long data, long size) {
    members.add(new ArchiveMember(archive, name.text(), name.utf8(), offset, where, data, size));
  }

  /** The file that a thin archive's name points to, as lld finds it. */
  private Path beside(long offset, MemberName name) throws ArchiveException {
    try {
      return file.resolveSibling(name.text());
    } catch (InvalidPathException e) {
      throw bad(part(name), offset, "is no file name in this locale, use a UTF-8 one");
    }
  }

  private void checkName(long offset, MemberName name) throws ArchiveException {
    if (name.text().isEmpty() || name.text().indexOf('\0') >= 0) {
      String what = name.text().isEmpty() ? "has no name" : "has a NUL byte in its name";
      throw bad("header", offset, what + DAMAGED);
    }
  }

  private static String part(MemberName name) {
    return "member " + ArchiveException.quote(name.text());
  }

  private void skipStored(String part, long offset, long size) throws ArchiveException {
    checkStored(part, offset, size);
    next = offset + HEADER_LENGTH + size + (size & 1);
  }

  private void checkStored(String part, long offset, long size) throws ArchiveException {
    if (size > window.length() - offset - HEADER_LENGTH) {
      String end = "the end of the archive (" + window.length() + " bytes)";
      throw bad(part, offset, "size " + size + " runs past " + end + DAMAGED);
    }
  }

  private ArchiveException bad(String part, long offset, String what) {
    return ArchiveException.at(archive, part, offset, what);
  }

  /** The decimal number in a field that is padded with blanks, or -1. */
  private static long number(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && bytes[end - 1] == ' ') {
      end--;
    }
    long value = end > from ? 0 : -1;
    for (int i = from; i < end && value >= 0; i++) {
      int digit = bytes[i] - '0';
      // A field has 13 digits at most, so that this can't overflow.
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : -1;
    }
    return value;
  }

  /** The decimal number in a part of a text, or -1 if it is none or has over 18 digits. */
  static long number(String text, int from, int to) {
    if (from >= to || to - from > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
