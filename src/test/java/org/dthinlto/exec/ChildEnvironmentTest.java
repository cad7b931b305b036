package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

  private static Map<String, String> restored(Map<String, String> variables) {
    Map<String, String> copy = new HashMap<>(variables);
    ChildEnvironment.restore(copy);
    return copy;
  }

  @Test
  void theUsersValueReplacesOurs() {
    assertEquals(
        Map.of("LC_ALL", "de_DE.ISO-8859-1", "A", "b"),
        restored(
            Map.of("DTHINLTO_USER_LC_ALL", "de_DE.ISO-8859-1", "LC_ALL", "C.UTF-8", "A", "b")));
  }

  @Test
  void anEmptyValueIsAValue() {
    assertEquals(
        Map.of("LC_ALL", ""), restored(Map.of("DTHINLTO_USER_LC_ALL", "", "LC_ALL", "C.UTF-8")));
  }

  @Test
  void aUserWithoutOneGetsNone() {
    assertEquals(
        Map.of("LANG", "C"),
        restored(Map.of("DTHINLTO_USER_LC_ALL", "-", "LC_ALL", "C.UTF-8", "LANG", "C")));
  }

  @Test
  void withoutTheLauncherNothingChanges() {
    assertEquals(Map.of("LC_ALL", "C.UTF-8"), restored(Map.of("LC_ALL", "C.UTF-8")));
  }
}
