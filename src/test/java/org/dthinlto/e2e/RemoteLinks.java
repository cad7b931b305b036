package org.dthinlto.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Links of one line with a server, and one without, which says what the bytes must be. Knows what a
 * link did, not what it should have done.
 */
final class RemoteLinks {

  private final TestSpace space;
  private final List<String> words;
  private final List<String> options = new ArrayList<>();
  private byte[] expected = new byte[0];

  /**
   * One link.
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

    Done allRemote() {
      return all(remote);
    }

    Done allLocal() {
      return all(local);
    }

    Done allRemoteHits() {
      return all(remoteHits);
    }

    Done allHits() {
      return all(hits);
    }
  }

  RemoteLinks(TestSpace space, List<String> words) {
    this.space = space;
    this.words = words;
  }

  /** Options of dthinlto for all links from now on, in place of those before. */
  RemoteLinks options(String... all) {
    options.clear();
    options.addAll(Arrays.asList(all));
    return this;
  }

  List<String> command(String output) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(TestSpace.launcher().toString(), "link", "--strict"));
    command.addAll(List.of("--summary", space.root.resolve("log/summary.json").toString()));
    command.addAll(options);
    command.add("--");
    command.addAll(space.llvm.driver());
    command.addAll(words);
    command.addAll(List.of("-o", output));
    return command;
  }

  /** Links without a server, so that the others have something to be compared with. */
  RemoteLinks locally() {
    List<String> own = List.copyOf(options);
    options.clear();
    space.run(command("local")).exits(0);
    options.addAll(own);
    expected = space.read("local");
    return this;
  }

  byte[] expected() {
    return expected;
  }

  /** Links, and asserts that the output is the one of a link without a server, and all that is. */
  Done link() {
    return link(expected);
  }

  Done link(byte[] bytes) {
    Snapshot before = space.snapshot();
    Ran ran = space.run(command("out")).exits(0);
    Assertions.assertArrayEquals(bytes, space.read("out"), () -> "other bytes\n" + ran);
    List<String> changes = before.changesTo(space.snapshot());
    changes.remove("+w/out");
    changes.remove("~w/out");
    Assertions.assertEquals(List.of(), changes, () -> "left behind\n" + ran);
    Summary summary = Summary.read(space.root.resolve("log/summary.json"));
    Done done =
        new Done(
            ran,
            summary.jobs(),
            summary.number("localJobs"),
            summary.number("remoteJobs"),
            summary.number("cacheHits"),
            summary.number("remoteCacheHits"));
    Assertions.assertEquals(
        done.jobs(),
        done.local() + done.remote() + done.hits() + done.remoteHits(),
        done::toString);
    return done;
  }

  /** Links, asserts that it fails with one error, and returns that. */
  String fails() {
    Snapshot before = space.snapshot();
    Ran ran = space.run(command("out")).exits(1);
    Assertions.assertEquals(List.of(), before.changesTo(space.snapshot()), () -> "left\n" + ran);
    ran.saysNot("Exception", "\tat ");
    Assertions.assertEquals(1, ran.errors().size(), ran::toString);
    return ran.errors().get(0);
  }
}
