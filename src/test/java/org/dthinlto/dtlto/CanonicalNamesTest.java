package org.dthinlto.dtlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names that stay the same from link to link, and the jobs that go by them. */
final class CanonicalNamesTest {

  /** lld's process ID, as it is in the names of lld's outputs; {@code 1A5F} in the others. */
  private static final String PROCESS = "6751";

  private static JobFile.Job job(String module, String place, int task, String... imports) {
    String output = place + "m." + task + "." + PROCESS + ".native.o";
    String index = output + ".thinlto.bc";
    List<String> inputs = new ArrayList<>(List.of(module, index));
    inputs.addAll(List.of(imports));
    return new JobFile.Job(
        List.of(module, "-fthinlto-index=" + index, "-o", output), inputs, List.of(output));
  }

  private static JobFile file(String output, JobFile.Job... jobs) {
    return new JobFile(output, List.of("clang", "-c"), List.of(), List.of(jobs));
  }

  private static CanonicalNames names(String... inputs) {
    return new CanonicalNames(file("out/p", job("main.o", "out/", 1, inputs)), "/work/dir");
  }

  @Test
  void pathsThatStay() {
    for (String path : List.of("a.o", "obj/a b.o", ".hidden/a.o", "..a.o", "a/...", "x/.a/~.o")) {
      assertEquals(path, names(path).of(path));
    }
  }

  @Test
  void pathsThatWouldLeadOutOfTheTree() {
    CanonicalNames names = names();
    assertEquals(".-/libs/b.o", names.of("../libs/b.o"));
    assertEquals(".-/.-/b.o", names.of("../../b.o"));
    assertEquals("a/.-/b.o", names.of("a/../b.o"));
    assertEquals(".0/b.o", names.of("./b.o"));
    assertEquals("a/.+/b.o", names.of("a//b.o"));
    assertEquals(".~/opt/c.o", names.of("/opt/c.o"));
    assertEquals(".~./obj/c.o", names.of("/work/dir/obj/c.o"));
    assertEquals(".~/work/directory/c.o", names.of("/work/directory/c.o"));
  }

  /** clang imports modules in the order of their names. */
  @Test
  void namesHaveTheOrderOfPaths() {
    List<String> paths =
        new ArrayList<>(
            List.of("../../a.o", "../a.o", "./a.o", ".a/b.o", "/opt/a.o", "/opt/b.o", "0.o"));
    paths.addAll(List.of("Z.o", "a/../a.o", "a/./a.o", "a/b.o", "main.o"));
    List<String> sorted = new ArrayList<>(paths);
    sorted.sort(null);
    assertEquals(sorted, paths);
    List<String> renamed = new ArrayList<>();
    for (String path : paths) {
      renamed.add(names().of(path));
    }
    sorted = new ArrayList<>(renamed);
    sorted.sort(null);
    assertEquals(sorted, renamed);
  }

  @Test
  void noTwoPathsHaveOneName() {
    Set<String> seen = new HashSet<>();
    for (String path :
        List.of(
            "../a.o",
            ".-/a.o",
            "./a.o",
            ".0/a.o",
            "a//b.o",
            "a/.+/b.o",
            "/a.o",
            ".~/a.o",
            ".~./a.o",
            "/work/dir/a.o",
            ".~~/a.o",
            ".~~-/a.o",
            ".~index/a.o",
            ".~native/a.o",
            "a/b.o")) {
      String name = names().of(path);
      assertTrue(seen.add(name), name);
      assertFalse(name.startsWith(CanonicalNames.INDEX), name);
      assertFalse(name.startsWith(CanonicalNames.NATIVE), name);
    }
  }

  @Test
  void membersAreCountedByOffset() {
    String late = "out/lib.a(m.o at 1000).3.1A5F.o";
    String early = "out/lib.a(m.o at 78).4.1A5F.o";
    String other = "out/lib.a(n.o at 500).5.1A5F.o";
    CanonicalNames names = names(late, early, other);
    assertEquals("lib.a(m.o at 1).o", names.of(early));
    assertEquals("lib.a(m.o at 2).o", names.of(late));
    assertEquals("lib.a(n.o at 1).o", names.of(other));
    assertEquals("lib.a(m.o at 1000)", names.shown(late));
    assertTrue(names.isExtracted(names.of(late)));
    assertFalse(names.isExtracted("main.o"));
    assertEquals("main.o", names.shown("main.o"));
  }

  /** lld says nothing of the folders of archives. */
  @Test
  void archivesOfOneNameAreToldApartByTask() {
    String one = "out/lib.a(m.o at 78).10.1A5F.o";
    String other = "out/lib.a(m.o at 78).9.1A5F.o";
    CanonicalNames names = names(one, other);
    assertEquals("lib.a(m.o at 1).o", names.of(other));
    assertEquals("lib.a(m.o at 2).o", names.of(one));
  }

  @Test
  void bitcodeOfFatObjects() {
    String path = "out/fat.o.2.1A5F.o";
    CanonicalNames names = names(path);
    assertEquals("fat.o(1).o", names.of(path));
    assertEquals("fat.o", names.shown(path));
    String odd = "out/@x.a(m.o at 78).2.1A5F.o";
    assertEquals(".0/@x.a(m.o at 1).o", names(odd).of(odd));
  }

  @Test
  void filesThatOnlyLookAsIfLldHadMadeThem() {
    for (String path :
        List.of(
            "out/lib.a(m.o at 78).4.1A60.o", // another process
            "lib.a(m.o at 78).4.1A5F.o", // another folder
            "out/deeper/lib.a(m.o at 78).4.1A5F.o",
            "out/lib.a(m.o at 78).x.1A5F.o", // no task
            "out/.4.1A5F.o",
            "out/lib.a(m.o at 78).4.1A5F.obj")) {
      assertEquals(path, names(path).of(path));
      assertFalse(names(path).isExtracted(path));
    }
  }

  @Test
  void membersBesideAnAbsoluteOutput() {
    String path = "/work/dir/out/lib.a(m.o at 78).4.1A5F.o";
    JobFile file = file("/work/dir/out/p", job("main.o", "/work/dir/out/", 1, path));
    assertEquals("lib.a(m.o at 1).o", new CanonicalNames(file, "/work/dir").of(path));
  }

  @Test
  void job() {
    String member = "out/lib.a(m.o at 78).2.1A5F.o";
    JobFile.Job asked = job(member, "out/", 2, "f.o", "../x.o");
    CanonicalJob job =
        CanonicalJob.of(asked, List.of("p.prof"), new CanonicalNames(file("out/p", asked), "/w"));
    assertNotNull(job);
    String name = "lib.a(m.o at 1).o";
    assertEquals("lib.a(m.o at 78)", job.userName());
    assertEquals(name, job.module());
    assertEquals(List.of(name, ".~index/" + name, ".-/x.o", "f.o", "p.prof"), job.inputs());
    assertEquals(List.of(member, asked.inputs().get(1), "../x.o", "f.o", "p.prof"), job.paths());
    assertEquals(List.of(".~native/" + name), job.outputs());
    assertEquals(
        List.of(name, "-fthinlto-index=.~index/" + name, "-o", ".~native/" + name), job.args());
  }

  @Test
  void furtherOutputs() {
    JobFile.Job asked =
        new JobFile.Job(
            List.of("-fthinlto-index=i", "a.o", "-o", "n.o", "-split=n.dwo"),
            List.of("a.o", "i"),
            List.of("n.o", "n.dwo"));
    CanonicalJob job =
        CanonicalJob.of(asked, List.of(), new CanonicalNames(file("p", asked), "/w"));
    assertNotNull(job);
    assertEquals(List.of(".~native/a.o", ".~native1/a.o"), job.outputs());
    assertEquals("-split=.~native1/a.o", job.args().get(4));
  }

  @Test
  void jobsOfUnknownForm() {
    for (List<String> args :
        List.of(
            List.of("a.o", "-o", "n.o"), // no index
            List.of("-fthinlto-index=i", "-o", "n.o"), // no module
            List.of("a.o", "-fthinlto-index=other", "-o", "n.o"))) { // an index that isn't read
      JobFile.Job asked = new JobFile.Job(args, List.of("a.o", "i"), List.of("n.o"));
      assertNull(
          CanonicalJob.of(asked, List.of(), new CanonicalNames(file("p", asked), "/w")),
          args::toString);
    }
    JobFile.Job changing =
        new JobFile.Job(List.of("a.o", "-fthinlto-index=i"), List.of("a.o", "i"), List.of("a.o"));
    assertNull(CanonicalJob.of(changing, List.of(), new CanonicalNames(file("p", changing), "/w")));
  }
}
