package org.dthinlto.exec;

/** Names of signals, and sentences about exit statuses. Numbers are those of Linux. */
final class Signals {

  static final int SIGHUP = 1;
  static final int SIGINT = 2;
  static final int SIGTERM = 15;

  private static final String[] NAMES = {
    "",
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS"
  };

  private Signals() {}

  /** {@code exited with status 1} or {@code was killed by signal 9 (SIGKILL)}. */
  static String ending(int exitStatus) {
    int signal = exitStatus - 128;
    if (signal > 0 && signal < NAMES.length) {
      return "was killed by signal " + signal + " (" + NAMES[signal] + ")";
    }
    return "exited with status " + exitStatus;
  }

  /** True for a death by one of the signals by which a user ends a whole process group. */
  static boolean endedByUser(int exitStatus) {
    int signal = exitStatus - 128;
    return signal == SIGHUP || signal == SIGINT || signal == SIGTERM;
  }
}
