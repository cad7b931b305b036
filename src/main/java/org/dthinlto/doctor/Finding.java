package org.dthinlto.doctor;

/**
 * What a check found out. Says nothing of how it is shown.
 *
 * @param subject what was looked at, such as {@code linker}
 * @param fact a lower-case sentence without full stop
 * @param mend the command that mends it, or what to do; empty if there is nothing to mend
 */
public record Finding(Severity severity, String subject, String fact, String mend) {

  public static Finding ok(String subject, String fact) {
    return new Finding(Severity.OK, subject, fact, "");
  }

  public static Finding note(String subject, String fact, String mend) {
    return new Finding(Severity.NOTE, subject, fact, mend);
  }

  public static Finding failed(String subject, String fact, String mend) {
    return new Finding(Severity.FAILED, subject, fact, mend);
  }
}
