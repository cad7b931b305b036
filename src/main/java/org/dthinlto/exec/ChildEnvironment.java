package org.dthinlto.exec;

import java.util.Map;

/**
 * Gives children the user's locale. The launcher runs the JVM in a UTF-8 locale, so that names of
 * files survive, and says in a marker variable what the user had; children must get that, for it
 * decides the language and the encoding of their messages.
 */
public final class ChildEnvironment {

  /** Set by the launcher: the user's {@code LC_ALL}, or {@link #UNSET}. */
  static final String MARKER = "DTHINLTO_USER_LC_ALL";

  /** The marker's value when the user had no {@code LC_ALL}. */
  static final String UNSET = "-";

  private static final String LC_ALL = "LC_ALL";

  private ChildEnvironment() {}

  /** Undoes in a child's variables, in place, what the launcher did. */
  public static void restore(Map<String, String> variables) {
    if (!variables.containsKey(MARKER)) {
      return;
    }
    String user = variables.get(MARKER);
    variables.remove(MARKER);
    if (UNSET.equals(user)) {
      variables.remove(LC_ALL);
    } else {
      variables.put(LC_ALL, user);
    }
  }
}
