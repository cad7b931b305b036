package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * A backend compiler that keeps a log of its starts and ends: so it sees every one, where somebody
 * who looks now and then would not. A write of a line to the log is one system call.
 */
final class CountedClang {

  private final TestSpace space;
  private final Path log;
  private final String program;

  /**
   * @param what is done in each job before the real clang runs, as shell text
   */
  CountedClang(TestSpace space, String what) {
    this.space = space;
    this.log = space.root.resolve("log/clangs");
    this.program =
        new FakeClang(space)
            .doing(
                "*",
                "echo start >> "
                    + log
                    + "; "
                    + what
                    + "; \"$real\" \"$@\"; s=$?; echo end >> "
                    + log
                    + "; [ $s = 0 ] || exit $s");
  }

  String program() {
    return program;
  }

  private List<String> lines() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forget() {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many were started. */
  int starts() {
    int starts = 0;
    for (String line : lines()) {
      starts += line.equals("start") ? 1 : 0;
    }
    return starts;
  }

  /** How many ran at once at most; all have ended. */
  int most() {
    int now = 0;
    int most = 0;
    for (String line : lines()) {
      now += line.equals("start") ? 1 : -1;
      most = Math.max(most, now);
    }
    Assertions.assertEquals(0, now, () -> "a clang that has begun has not ended: " + lines());
    Assertions.assertTrue(most > 0, () -> "no clang ran in " + space);
    return most;
  }
}
