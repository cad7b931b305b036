package org.dthinlto.exec;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** A program could not be started; the text says which and why, and is fit for the user. */
public final class StartException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int ENOENT = 2;
  private static final int E2BIG = 7;
  private static final int ENOEXEC = 8;
  private static final int EAGAIN = 11;
  private static final int ENOMEM = 12;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;

  private StartException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Finds out from what Java said about the command why it could not be started. */
  static StartException of(Command command, Exception cause) {
    String program = command.argv().isEmpty() ? "" : command.argv().get(0);
    return new StartException(
        "'" + program + "': cannot be started, " + why(command, cause), cause);
  }

  private static String why(Command command, Exception cause) {
    List<String> argv = command.argv();
    if (argv.isEmpty()) {
      return "the command is empty";
    }
    File directory = command.directory().toFile();
    if (!directory.isDirectory()) {
      return "its working folder '" + directory + "' is missing";
    }
    String program = argv.get(0);
    File file = command.directory().resolve(program).toFile();
    String said = String.valueOf(cause.getMessage());
    return switch (errorNumber(said)) {
      case ENOENT -> missing(program, file);
      case EACCES -> file.isDirectory() ? "it is a folder" : "it is not executable";
      case ENOTDIR -> "a part of its path is no folder";
      case ENOEXEC -> "it is no program for this machine";
      case E2BIG ->
          "its " + argv.size() + " arguments and the environment are too long for the kernel";
      case EAGAIN, ENOMEM -> "the machine has no memory or no process number left for it";
      default -> said;
    };
  }

  private static String missing(String program, File file) {
    if (program.indexOf('/') < 0) {
      return "no such program in PATH";
    }
    return file.exists() ? "the interpreter that its first line names is missing" : "no such file";
  }

  /**
   * The number in Java's text: {@code … error=2, No such file or directory} up to JDK 22, {@code
   * error: 2 (No such …)} after; -1 if there is none. Java has no other way to tell.
   */
  private static int errorNumber(String said) {
    int at = said.lastIndexOf("error=");
    if (at < 0) {
      at = said.lastIndexOf("error: ");
      at = at < 0 ? -1 : at + "error: ".length();
    } else {
      at += "error=".length();
    }
    if (at < 0) {
      return -1;
    }
    int number = 0;
    int end = at;
    while (end < said.length() && Character.isDigit(said.charAt(end)) && end < at + 4) {
      number = number * 10 + (said.charAt(end) - '0');
      end++;
    }
    return end == at ? -1 : number;
  }
}
