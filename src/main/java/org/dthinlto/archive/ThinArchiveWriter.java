package org.dthinlto.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes GNU thin archives without a symbol table, which lld 14 and later takes as if it had one:
 * it looks into the members itself. Doesn't look at the files that the members name.
 *
 * <p>The same entries give the same bytes: times and owners are 0, the mode is 644.
 */
public final class ThinArchiveWriter {

  /** The ten digits of the size field. */
  private static final long MAX_SIZE = 9_999_999_999L;

  private ThinArchiveWriter() {}

  /**
   * One member to be.
   *
   * @param path what is recorded: relative to the archive's folder, or absolute. lld prints all of
   *     it, {@code lib.a(sub/m.o)}, in traces, map files and errors, and linker script patterns are
   *     held against all of it; only in module IDs it takes the part behind the last slash. For
   *     {@code lib.a(m.o)} the file must lie beside the archive
   * @param size bytes in the file; lld doesn't use it, {@code ar tv} prints it
   */
  public record Entry(String path, long size) {}

  /**
   * Writes an archive, which appears whole or not at all and replaces one of that name.
   *
   * @throws ArchiveException if a path or a size can't be recorded; nothing is written then
   * @throws IOException if the file can't be written
   */
  public static void write(Path file, List<Entry> entries) throws IOException {
    byte[] bytes = bytes(file.toString(), entries);
    try (WholeFile out = WholeFile.create(file)) {
      put(out, bytes);
      out.commit();
    }
  }

  /** Byte offsets of the members' headers in the archive that {@link #write} makes. */
  public static List<Long> offsets(List<Entry> entries) {
    long names = 0;
    for (Entry entry : entries) {
      names += entry.path().getBytes(StandardCharsets.UTF_8).length + 2;
    }
    List<Long> offsets = new ArrayList<>();
    long header = 8 + ArchiveReader.HEADER_LENGTH + names + (names & 1);
    for (int i = 0; i < entries.size(); i++) {
      offsets.add(header + (long) i * ArchiveReader.HEADER_LENGTH);
    }
    return offsets;
  }

  private static void put(WholeFile out, byte[] bytes) throws IOException {
    FileChannel channel = out.channel();
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      throw out.failure(e);
    }
  }

  private static byte[] bytes(String archive, List<Entry> entries) throws ArchiveException {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    StringBuilder headers = new StringBuilder(entries.size() * ArchiveReader.HEADER_LENGTH);
    for (Entry entry : entries) {
      if (entry.size() < 0 || entry.size() > MAX_SIZE) {
        throw refused(archive, entry, "its size " + entry.size() + " has more than ten digits");
      }
      header(headers, "/" + names.size(), "0           0     0     644     ", entry.size());
      names.writeBytes(nameBytes(archive, entry));
      names.write('/');
      names.write('\n');
    }
    if ((names.size() & 1) != 0) {
      names.write('\n');
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("!<thin>\n"));
    if (names.size() > 0) {
      StringBuilder table = new StringBuilder();
      header(table, "//", "                                ", names.size());
      out.writeBytes(ascii(table.toString()));
      out.writeBytes(names.toByteArray());
    }
    out.writeBytes(ascii(headers.toString()));
    return out.toByteArray();
  }

  /** Appends a 60-byte header; the middle is mtime, uid, gid and mode with their padding. */
  private static void header(StringBuilder to, String name, String middle, long size) {
    padded(to, name, 16);
    to.append(middle);
    padded(to, Long.toString(size), 10);
    to.append("`\n");
  }

  private static void padded(StringBuilder to, String text, int width) {
    to.append(text);
    for (int i = text.length(); i < width; i++) {
      to.append(' ');
    }
  }

  private static byte[] nameBytes(String archive, Entry entry) throws ArchiveException {
    String path = entry.path();
    if (path.isEmpty() || path.endsWith("/")) {
      throw refused(archive, entry, "its path names no file");
    }
    if (path.indexOf('\n') >= 0 || path.indexOf('\0') >= 0) {
      throw refused(archive, entry, "its path has a newline or a NUL byte, which ar can't record");
    }
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
      byte[] bytes = new byte[utf8.remaining()];
      utf8.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw refused(archive, entry, "its path can't be written in UTF-8");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static ArchiveException refused(String archive, Entry entry, String why) {
    return ArchiveException.of(
        archive, "member " + ArchiveException.quote(entry.path()) + ": " + why);
  }
}
