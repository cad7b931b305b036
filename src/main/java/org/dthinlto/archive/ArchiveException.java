package org.dthinlto.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Says why an archive or the bytes of a member can't be had. The message is complete: it names the
 * archive, the member (or the header) and the byte offset, and can be shown to the user as it is.
 */
public final class ArchiveException extends IOException {

  private static final long serialVersionUID = 1L;

  ArchiveException(String message) {
    super(message);
  }

  /** {@code 'lib.a': what}. */
  static ArchiveException of(String archive, String what) {
    return new ArchiveException(quote(archive) + ": " + what);
  }

  /**
   * {@code 'lib.a': member 'x.o' at byte 94: what}.
   *
   * @param part what stands there: {@code header}, {@code name table}, {@code member 'x.o'}
   * @param offset decimal byte offset of its header in the archive
   */
  static ArchiveException at(String archive, String part, long offset, String what) {
    return of(archive, part + " at byte " + offset + ": " + what);
  }

  /** Why the system refused something: {@code no such file}, {@code permission denied}. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** {@code 'lib.a': cannot be read, no such file}. */
  static ArchiveException unreadable(String archive, IOException e) {
    return of(archive, "cannot be read, " + reason(e));
  }

  /** The text in single quotes. Control characters, which damaged headers hold, become \xNN. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
        out.append("\\x").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }
}
