package org.dthinlto.exec;

import org.jspecify.annotations.Nullable;

/**
 * Where {@code MAKEFLAGS} says that make's jobserver is. Reads the words, opens nothing.
 *
 * <p>There are three spellings: {@code --jobserver-fds=R,W} (make before 4.2), {@code
 * --jobserver-auth=R,W} and {@code --jobserver-auth=fifo:PATH} (make from 4.4 on, ninja from 1.13
 * on). Of several the last one counts. For a recipe line without {@code +}, make closes R and W,
 * and from 4.4 on says so by {@code -2,-2} behind them: the numbers of make itself are those
 * before.
 *
 * @param read number of the file descriptor that tokens are read from; -1 if there is none
 * @param write the one that they are written to; -1 if there is none
 * @param fifo a named pipe for both; empty if there is none
 * @param jobs how many jobs make may run in all, as it says; 0 if it doesn't
 */
record JobserverAddress(int read, int write, String fifo, int jobs) {

  private static final String AUTH = "--jobserver-auth=";
  private static final String FDS = "--jobserver-fds=";
  private static final String FIFO = "fifo:";

  /** More digits than a number of jobs or of a file has. */
  private static final int DIGITS = 9;

  /** The address in the variable; null if it names no jobserver at all. */
  static @Nullable JobserverAddress of(String makeflags) {
    String named = null;
    int jobs = 0;
    int at = 0;
    while (at < makeflags.length()) {
      StringBuilder word = new StringBuilder();
      at = word(makeflags, at, word);
      String text = word.toString();
      if (text.equals("--")) {
        break; // what follows are variables of make's command line
      }
      if (text.startsWith(AUTH)) {
        String value = text.substring(AUTH.length());
        named = named != null && value.startsWith("-") ? named : value;
      } else if (text.startsWith(FDS)) {
        named = text.substring(FDS.length());
      } else if (text.startsWith("-j") && number(text, 2, text.length()) >= 0) {
        jobs = number(text, 2, text.length());
      }
    }
    return named == null ? null : named(named, jobs);
  }

  private static JobserverAddress named(String value, int jobs) {
    if (value.startsWith(FIFO)) {
      return new JobserverAddress(-1, -1, value.substring(FIFO.length()), jobs);
    }
    int comma = value.indexOf(',');
    int read = comma < 0 ? -1 : number(value, 0, comma);
    int write = comma < 0 ? -1 : number(value, comma + 1, value.length());
    boolean both = read >= 0 && write >= 0;
    return new JobserverAddress(both ? read : -1, both ? write : -1, "", jobs);
  }

  /** Whether it says how to reach the jobserver, not only that there is one. */
  boolean isUsable() {
    return read >= 0 || !fifo.isEmpty();
  }

  /** Reads the next word; make puts a backslash before blanks and doubles dollars. */
  private static int word(String text, int from, StringBuilder word) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    while (at < text.length() && !isBlank(text.charAt(at))) {
      char c = text.charAt(at);
      boolean escapes = c == '\\' || (c == '$' && text.startsWith("$$", at));
      if (escapes && at + 1 < text.length()) {
        at++;
      }
      word.append(text.charAt(at));
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** The number of digits alone; -1 if it is none. */
  private static int number(String text, int from, int to) {
    if (from >= to || to - from > DIGITS) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
