package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns what Java says about files into a text for users: {@code 'name': why}. */
public final class IoText {

  private IoText() {}

  public static String of(IOException e) {
    if (e instanceof FileSystemException at) {
      return "'" + at.getFile() + "': " + why(at);
    }
    return String.valueOf(e.getMessage());
  }

  /** These classes carry no words of their own. */
  private static String why(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof FileAlreadyExistsException) {
      return "it exists and is no folder";
    } else if (e instanceof DirectoryNotEmptyException) {
      return "it is a folder";
    }
    return String.valueOf(e.getReason());
  }
}
