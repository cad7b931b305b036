package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.file.Path;

/** Says that a file doesn't hold what its first bytes promise, and where it goes wrong. */
public final class MalformedFileException extends IOException {

  private static final long serialVersionUID = 1;

  private final String file;
  private final long offset;
  private final String what;

  /**
   * @param file the file
   * @param offset byte offset in the file, archive members included, at which it was noticed
   * @param what what is wrong: a lower-case fragment
   */
  public MalformedFileException(Path file, long offset, String what) {
    super("'" + file + "': " + what + ", at byte " + offset);
    this.file = file.toString();
    this.offset = offset;
    this.what = what;
  }

  /** The file that is damaged. */
  public String file() {
    return file;
  }

  /** Byte offset in {@link #file} at which it was noticed. */
  public long offset() {
    return offset;
  }

  /** What is wrong, a lower-case fragment, without the file's name. */
  public String what() {
    return what;
  }
}
