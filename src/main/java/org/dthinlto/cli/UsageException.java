package org.dthinlto.cli;

/** The words of a command make no sense; its text is for the user. Exit status 2. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message, null, false, false);
  }
}
