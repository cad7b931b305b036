package org.dthinlto.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The table of contents of an ar archive, as it stood in the file when it was read. Holds no bytes
 * of members and no open file.
 */
public final class Archive {

  static final int MAGIC_LENGTH = 8;
  private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] THIN_MAGIC = "!<thin>\n".getBytes(StandardCharsets.US_ASCII);

  private final Path file;
  private final String name;
  private final boolean thin;
  private final List<ArchiveMember> members;

  Archive(Path file, String name, boolean thin, List<ArchiveMember> members) {
    this.file = file;
    this.name = name;
    this.thin = thin;
    this.members = List.copyOf(members);
  }

  /** Whether a file that starts so is an archive, regular or thin. Eight bytes are enough. */
  public static boolean isArchive(byte[] firstBytes) {
    return startsWith(firstBytes, MAGIC) || isThin(firstBytes);
  }

  static boolean isThin(byte[] firstBytes) {
    return startsWith(firstBytes, THIN_MAGIC);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the headers of an archive; {@link #read(Path, String)} with the path as its name.
   *
   * @throws ArchiveException if it can't be read, is no archive, or is damaged
   */
  public static Archive read(Path file) throws ArchiveException {
    return read(file, file.toString());
  }

  /**
   * Reads the headers of an archive. Files that a thin archive points to aren't looked at, except
   * archives of which it has taken single members: those tell the names.
   *
   * @param name how messages call the archive
   * @throws ArchiveException if it can't be read, is no archive, or is damaged
   */
  public static Archive read(Path file, String name) throws ArchiveException {
    return ArchiveReader.read(file, name);
  }

  public Path file() {
    return file;
  }

  /** How messages call the archive. */
  public String name() {
    return name;
  }

  /** Whether members lie outside the archive. */
  public boolean thin() {
    return thin;
  }

  /** The members in file order, without symbol tables and the name table. Immutable. */
  public List<ArchiveMember> members() {
    return members;
  }

  /** Index in {@link #members} of the one whose header starts at the byte offset, or -1. */
  public int indexAt(long headerOffset) {
    int low = 0;
    int high = members.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long offset = members.get(middle).headerOffset();
      if (offset == headerOffset) {
        return middle;
      }
      if (offset < headerOffset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
