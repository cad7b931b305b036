package org.dthinlto.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Links of one line by lld's own DTLTO, with dthinlto or a simple program as its distributor, and
 * by lld in process, which says what the bytes must be. Knows what a link did, not what it should
 * have done.
 */
final class DtltoLinks {

  /** What any distributor does at least, in Python. */
  private static final String SERIAL =
      """
      exec python3 -c 'import json, subprocess, sys
      with open(sys.argv[-1]) as file:
          plan = json.load(file)
      for job in plan["jobs"]:
          if subprocess.call(plan["common"]["args"] + job["args"]):
              sys.exit(1)' "$@"
      """;

  private final TestSpace space;
  private final List<String> words;
  private final List<String> options = new ArrayList<>();

  /**
   * One link with dthinlto.
   *
   * @param local jobs that ran here
   * @param remote jobs that ran on the server
   * @param hits results out of the local cache
   * @param remoteHits results out of the server's
   */
  record Done(Ran ran, int jobs, int local, int remote, int hits, int remoteHits) {

    private Done all(int count) {
      Assertions.assertEquals(jobs, count, this::toString);
      return this;
    }

    Done allLocal() {
      return all(local);
    }

    Done allHits() {
      return all(hits);
    }

    Done allRemote() {
      return all(remote);
    }

    Done allRemoteHits() {
      return all(remoteHits);
    }
  }

  DtltoLinks(TestSpace space, String... words) {
    this.space = space;
    this.words = List.of(words);
  }

  /** Options of dthinlto for all links from now on, in place of those before. */
  DtltoLinks options(String... all) {
    options.clear();
    options.addAll(Arrays.asList(all));
    return this;
  }

  private List<String> line(String output, List<String> more) {
    List<String> line = new ArrayList<>(space.llvm.driver());
    line.addAll(List.of("-O2", "-flto=thin"));
    line.addAll(words);
    line.addAll(more);
    line.addAll(List.of("-o", output));
    return line;
  }

  /** The line with dthinlto as distributor. */
  List<String> command(String output) {
    List<String> more = new ArrayList<>();
    more.add("-fthinlto-distributor=" + TestSpace.launcher());
    more.add("-Xthinlto-distributor=distribute");
    more.add("-Xthinlto-distributor=--summary," + space.root.resolve("log/summary.json"));
    for (String option : options) {
      more.add("-Xthinlto-distributor=" + option);
    }
    return line(output, more);
  }

  /** What lld makes in process. */
  byte[] inProcess(String output) {
    space.run(line(output, List.of())).exits(0);
    byte[] made = space.read(output);
    space.remove(output);
    return made;
  }

  /** What DTLTO makes with a simple distributor. */
  byte[] serial(String output) {
    String program = space.script("serial", SERIAL).toString();
    space.run(line(output, List.of("-fthinlto-distributor=" + program))).exits(0);
    byte[] made = space.read(output);
    space.remove(output);
    return made;
  }

  /** Links, and asserts that the output has these bytes and that nothing else is left. */
  Done link(String output, byte[] expected) {
    Snapshot before = space.snapshot();
    Ran ran = space.run(command(output)).exits(0);
    Assertions.assertArrayEquals(expected, space.read(output), () -> "other bytes\n" + ran);
    List<String> changes = before.changesTo(space.snapshot());
    changes.remove("+w/" + output);
    changes.remove("~w/" + output);
    Assertions.assertEquals(List.of(), changes, () -> "left behind\n" + ran);
    return done(ran);
  }

  private Done done(Ran ran) {
    Summary summary = Summary.read(space.root.resolve("log/summary.json"));
    return new Done(
        ran,
        summary.jobs(),
        summary.number("localJobs"),
        summary.number("remoteJobs"),
        summary.number("cacheHits"),
        summary.number("remoteCacheHits"));
  }

  /** Links in vain; asserts that nothing is left. */
  Ran fails(String output) {
    Snapshot before = space.snapshot();
    Ran ran = space.run(command(output)).exits(1);
    Assertions.assertEquals(List.of(), before.changesTo(space.snapshot()), () -> "left\n" + ran);
    return ran.saysNot("Exception", "\tat ");
  }
}
