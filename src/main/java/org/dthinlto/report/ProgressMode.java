package org.dthinlto.report;

/** How progress is shown; the values of {@code --progress}. */
public enum ProgressMode {
  /** TERMINAL if standard error is a terminal that can redraw a line, else PLAIN. */
  AUTO,
  /** A line now and then, for build logs. */
  PLAIN,
  /** One line that is redrawn. */
  TERMINAL,
  /** Nothing but notes. */
  NONE
}
