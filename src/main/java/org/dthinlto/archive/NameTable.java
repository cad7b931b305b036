package org.dthinlto.archive;

/**
 * The member {@code //} of an archive: the names too long for a header. Headers refer to it as
 * {@code /INDEX}. Knows nothing of files.
 */
final class NameTable {

  /** What an archive has that has no name table. */
  static final NameTable NONE = new NameTable(new byte[0], false);

  private final byte[] bytes;
  private final boolean nulTerminated;

  /**
   * @param nulTerminated COFF: a NUL ends a name. GNU, otherwise: a slash and a newline do.
   */
  NameTable(byte[] bytes, boolean nulTerminated) {
    this.bytes = bytes;
    this.nulTerminated = nulTerminated;
  }

  /**
   * @param index where the name starts; names may share their ends
   * @throws BadNameException if no whole name starts there
   */
  MemberName name(long index) throws BadNameException {
    if (this == NONE) {
      throw new BadNameException("its name is in the name table, which the archive does not have");
    }
    if (index >= bytes.length) {
      throw new BadNameException(
          "its name starts at byte " + index + " of a name table of " + bytes.length + " bytes");
    }
    int from = (int) index;
    byte last = (byte) (nulTerminated ? 0 : '\n');
    int end = from;
    while (end < bytes.length && bytes[end] != last) {
      end++;
    }
    if (!nulTerminated) {
      // Only a newline behind a slash counts, as in llvm/lib/Object/Archive.cpp: what follows a
      // bare newline would be lost silently.
      end = end < bytes.length && end > from && bytes[end - 1] == '/' ? end - 1 : bytes.length;
    }
    if (end == bytes.length) {
      throw new BadNameException("its name, byte " + index + " of the name table, has no end");
    }
    return MemberName.decode(bytes, from, end);
  }

  /** Why a name can't be had; the end of a sentence about the member. */
  static final class BadNameException extends Exception {

    private static final long serialVersionUID = 1L;

    BadNameException(String why) {
      super(why);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }
}
