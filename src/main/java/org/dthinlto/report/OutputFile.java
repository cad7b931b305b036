package org.dthinlto.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file whole or not at all. Doesn't know what is in it. */
final class OutputFile {

  /** What a file is to hold. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private OutputFile() {}

  /**
   * Writes the file, in place of what was there.
   *
   * @throws IOException if it can't be written; the file is as it was
   */
  static void write(Content content, Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or a pipe, such as /dev/stdout, is written to; a rename would replace it.
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
        content.writeTo(out);
      }
      return;
    }
    // A symbolic link stays one.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
    Path beside = target.resolveSibling(name);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
        content.writeTo(out);
      }
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      throw because(e, new NoSuchFileException(file.toString()));
    } catch (AccessDeniedException e) {
      throw because(e, new AccessDeniedException(file.toString()));
    } catch (IOException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  /** The user knows the file by its own name. */
  private static FileSystemException because(FileSystemException e, FileSystemException named) {
    named.initCause(e);
    return named;
  }
}
