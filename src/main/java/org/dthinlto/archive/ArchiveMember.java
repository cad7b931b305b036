package org.dthinlto.archive;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One member of an archive: where its bytes are and what it is called. The methods open the file
 * that holds the bytes each time; for many members of one archive use {@link ArchiveBytes}.
 *
 * @param archive how messages call the archive
 * @param name as recorded in the archive, without padding and the closing slash; a thin archive
 *     records a path
 * @param nameIsUtf8 false if the recorded bytes are not UTF-8; the name then has one character
 *     (U+0000 to U+00FF) per byte
 * @param headerOffset byte offset of the 60-byte header, the N of lld's {@code lib.a(m.o at N)}
 * @param file the file that holds the bytes: the archive itself, or for a thin archive what the
 *     name points to, taken from the archive's folder unless it is absolute
 * @param dataOffset where in that file the bytes start; 0 if the member is a whole file
 * @param size bytes of payload as the archive says, without BSD name bytes. If the member is a
 *     whole file, that may have been rebuilt since; lld and the methods below take it as it is now
 */
public record ArchiveMember(
    String archive,
    String name,
    boolean nameIsUtf8,
    long headerOffset,
    Path file,
    long dataOffset,
    long size) {

  /** What lld prints: the part of the name behind its last slash. */
  public String baseName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** Whether the member is a file of its own, which a thin archive points to. */
  public boolean wholeFile() {
    return dataOffset == 0;
  }

  /**
   * The first bytes of the payload, fewer than asked for if it is shorter.
   *
   * @throws ArchiveException if they can't be read: a thin archive's file is missing, for example
   */
  public byte[] head(int count) throws ArchiveException {
    return ArchiveBytes.headOf(this, count);
  }

  /** The whole payload, which must fit into one array. */
  public byte[] bytes() throws ArchiveException {
    return ArchiveBytes.bytesOf(this);
  }

  /**
   * Copies the payload into a file, which appears whole or not at all and replaces one of that
   * name.
   *
   * @throws ArchiveException if the payload can't be read
   * @throws IOException if the file can't be written
   */
  public void copyTo(Path target) throws IOException {
    ArchiveBytes.copyOf(this, target);
  }

  ArchiveException problem(String what) {
    return ArchiveException.at(
        archive, "member " + ArchiveException.quote(name), headerOffset, what);
  }
}
