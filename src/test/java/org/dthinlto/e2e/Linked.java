package org.dthinlto.e2e;

import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * A link that was done in both ways, and what came of it.
 *
 * @param tool dthinlto's run
 * @param reference lld's own run of the same line
 * @param summary what dthinlto says that it did
 * @param output what the program wrote; empty if it wasn't run
 * @param selected the module IDs that lld's own index-only run lists, in order
 * @param errors lines of standard error that are errors
 */
record Linked(
    Ran tool,
    Ran reference,
    Summary summary,
    String output,
    List<String> selected,
    List<String> errors) {

  /** Asserts what the program wrote. */
  Linked prints(String expected) {
    Assertions.assertEquals(expected, output.strip(), "the program's output");
    return this;
  }
}
