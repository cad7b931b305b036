package org.dthinlto.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** Makes permissions bind: root without its right to ignore them. */
final class Mortal {

  private Mortal() {}

  /** The words to put before a command so that it can't write where permissions say no. */
  static List<String> prefix(TestSpace space) {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    List<String> prefix =
        List.of("/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search");
    Ran probe = space.run(command(prefix, "/bin/true"));
    if (probe.status() != 0) {
      Assertions.fail("root can't drop its right to ignore permissions; run as a user\n" + probe);
    }
    return prefix;
  }

  static List<String> command(List<String> prefix, String... words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(Arrays.asList(words));
    return command;
  }
}
