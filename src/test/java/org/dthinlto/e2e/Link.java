package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * One link line, done by lld in process and by {@code dthinlto link --strict}, and the comparison
 * of the two. Knows what must be equal, not why it might not be.
 *
 * <p>The oracle of the job list is lld's own index-only run of the line.
 */
final class Link {

  private final TestSpace space;
  private final List<String> words;
  private List<String> driver;
  private List<String> toolDriver;
  private List<String> prefix = List.of();
  private final List<String> options = new ArrayList<>();
  private final List<String> alsoWritten = new ArrayList<>();
  private String output = "out";
  private String outcome = "distributed";
  private int jobs = -1;
  private int modules = -1;
  private boolean runs = true;
  private boolean sameVoice = true;
  private boolean quiet = true;

  Link(TestSpace space, List<String> words) {
    this.space = space;
    this.words = new ArrayList<>(words);
    this.driver = space.llvm.driver();
    this.toolDriver = driver;
  }

  /** Starts the line with these words instead of {@code clang++-N -fuse-ld=lld}. */
  Link by(String... driverWords) {
    driver = Arrays.asList(driverWords);
    toolDriver = driver;
    return this;
  }

  /** Gives dthinlto the line without a driver word. */
  Link withoutDriverWord() {
    toolDriver = List.of();
    return this;
  }

  /** Adds options of dthinlto. */
  Link options(String... more) {
    options.addAll(Arrays.asList(more));
    return this;
  }

  /** Runs both ways through a command, such as setpriv. */
  Link through(List<String> command) {
    prefix = command;
    return this;
  }

  /** Both links write this file, not {@code out}. */
  Link output(String name) {
    output = name;
    return this;
  }

  /** The line writes these as well, or changes them: dthinlto must write them too. */
  Link alsoWrites(String... names) {
    alsoWritten.addAll(Arrays.asList(names));
    return this;
  }

  /** Expects this outcome, not {@code distributed}. */
  Link outcome(String expected) {
    outcome = expected;
    return this;
  }

  /** Expects this many jobs; lld's own selection must agree, where lld can tell. */
  Link jobs(int expected) {
    jobs = expected;
    return this;
  }

  Link modules(int expected) {
    modules = expected;
    return this;
  }

  /** The output isn't run: a library, an object, another machine's. */
  Link isNoProgram() {
    runs = false;
    return this;
  }

  /** What the two write to standard output and error may differ; the test looks itself. */
  Link voicesMayDiffer() {
    sameVoice = false;
    return this;
  }

  /** Doesn't pass {@code -q}. */
  Link aloud() {
    quiet = false;
    sameVoice = false;
    return this;
  }

  /** The command line of dthinlto for this link. */
  List<String> command() {
    List<String> command = new ArrayList<>(prefix);
    command.add(TestSpace.launcher().toString());
    command.add("link");
    command.add("--strict");
    if (quiet) {
      command.add("-q");
    }
    command.addAll(List.of("--summary", summaryFile().toString()));
    command.addAll(options);
    command.add("--");
    command.addAll(toolDriver);
    command.addAll(words);
    command.addAll(List.of("-o", output));
    return command;
  }

  /** Links both ways and asserts that all that must be equal is. */
  Linked same() {
    Ran reference = reference().exits(0);
    List<String> selected = outcome.equals("distributed") ? selected() : List.of();
    for (String name : alsoWritten) {
      Assertions.assertTrue(space.exists(name), () -> "lld didn't write " + name);
    }
    Snapshot before = space.snapshot();
    Ran tool = space.run(command()).exits(0);
    assertOnlyOutputs(before, tool);
    Summary summary = Summary.read(summaryFile());
    Assertions.assertEquals(outcome, summary.outcome(), () -> tool + summary.json());
    int expectedJobs = outcome.equals("distributed") ? selected.size() : Math.max(jobs, 0);
    Assertions.assertEquals(expectedJobs, summary.jobs(), () -> selected + "\n" + summary.json());
    if (modules >= 0) {
      Assertions.assertEquals(modules, summary.modules(), summary::json);
    }
    if (sameVoice) {
      Assertions.assertEquals(voice(reference.err()), voice(tool.err()), "standard error");
      Assertions.assertEquals(voice(reference.out()), voice(tool.out()), "standard output");
    }
    String printed = runs ? sameRun() : "";
    Assertions.assertEquals(
        space.symbols(referenceFile(), "-D"),
        space.symbols(space.path(output), "-D"),
        "dynamic symbols");
    // A clang that takes notes of its runs is not to run again.
    if (outcome.equals("distributed") && !options.contains("--clang")) {
      sameFromCache(tool);
    }
    return new Linked(tool, reference, summary, printed, selected, tool.errors());
  }

  /**
   * Links with the cache that all tests share, and once more with nothing changed: the same bytes
   * and the same words each time.
   */
  private void sameFromCache(Ran tool) {
    byte[] without = space.read(output);
    List<String> command = command();
    int at = command.indexOf("link") + 1;
    command.addAll(at, List.of("--cache-dir", TestSpace.sharedCache().toString()));
    String noCache = space.env.remove("DTHINLTO_NO_CACHE");
    try {
      Snapshot before = space.snapshot();
      for (String what : List.of("with a cache", "with nothing changed")) {
        Ran again = space.run(command).exits(0);
        if (sameVoice) {
          Assertions.assertEquals(tool.out(), again.out(), () -> "standard output " + what);
          Assertions.assertEquals(tool.err(), again.err(), () -> "standard error " + what);
        }
        Assertions.assertArrayEquals(without, space.read(output), () -> "output " + what);
        List<String> changes = before.changesTo(space.snapshot());
        // Written anew, all else is as it was.
        changes.removeIf(change -> change.startsWith("~"));
        Assertions.assertEquals(List.of(), changes, () -> "left behind " + what);
      }
    } finally {
      if (noCache != null) {
        space.env.put("DTHINLTO_NO_CACHE", noCache);
      }
    }
  }

  /**
   * Links both ways and asserts that both fail, dthinlto with exit status 1, one error, no output
   * and nothing left.
   */
  Linked fails() {
    Ran reference = reference();
    Assertions.assertNotEquals(0, reference.status(), () -> "lld links it: " + reference);
    return failed(reference);
  }

  /** Asserts that dthinlto alone fails: what is broken isn't the link line. */
  Linked failsHere() {
    return failed(reference().exits(0));
  }

  private Linked failed(Ran reference) {
    Snapshot before = space.snapshot();
    Ran tool = space.run(command()).exits(1);
    Assertions.assertEquals(
        List.of(), before.changesTo(space.snapshot()), () -> "left behind\n" + tool);
    List<String> errors = tool.errors();
    Assertions.assertEquals(1, errors.size(), () -> "one error, not " + errors + "\n" + tool);
    tool.saysNot("Exception", "\tat org.dthinlto");
    Summary summary =
        Files.exists(summaryFile()) ? Summary.read(summaryFile()) : new Summary("none");
    return new Linked(tool, reference, summary, "", List.of(), errors);
  }

  /** The module IDs that lld's own index-only run lists, in order. */
  List<String> selected() {
    // Deep, because a prefix replacement lets `../x.o` climb out of its folder.
    Path deep = space.root.resolve("oracle/1/2/3/4");
    Path list = space.root.resolve("oracle/list");
    List<String> command = new ArrayList<>(driver);
    command.addAll(words);
    boolean direct = driver.get(0).contains("ld.lld");
    for (String option :
        List.of(
            "--thinlto-index-only=" + list,
            "--thinlto-prefix-replace=;" + deep + "/",
            "--lto-obj-path=" + space.root.resolve("oracle/merged.o"))) {
      command.add((direct ? "" : "-Wl,") + option);
    }
    command.addAll(List.of("-o", space.root.resolve("oracle/out").toString()));
    try {
      Files.createDirectories(deep);
      Ran oracle = space.run(command);
      if (oracle.status() != 0 && jobs >= 0) {
        return new ArrayList<>(java.util.Collections.nCopies(jobs, "?"));
      }
      oracle.exits(0);
      List<String> ids = new ArrayList<>();
      for (String line : Files.readString(list).split("\n")) {
        if (!line.isEmpty()) {
          ids.add(line.substring((deep + "/").length()));
        }
      }
      if (jobs >= 0) {
        Assertions.assertEquals(jobs, ids.size(), () -> "lld selects " + ids);
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ran reference() {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(driver);
    command.addAll(words);
    command.addAll(List.of("-o", referenceFile().toString()));
    return space.run(command);
  }

  private void assertOnlyOutputs(Snapshot before, Ran tool) {
    List<String> changes = before.changesTo(space.snapshot());
    List<String> expected = new ArrayList<>();
    String file = space.root.relativize(space.path(output)).toString();
    if (!file.startsWith("/")) {
      expected.add("+" + file);
    }
    changes.replaceAll(change -> change.equals("~" + file) ? "+" + file : change);
    for (String name : alsoWritten) {
      // The reference wrote it already.
      changes.remove("~w/" + name);
    }
    Assertions.assertEquals(expected, changes, () -> "what the link wrote\n" + tool);
  }

  private String sameRun() {
    Ran expected = space.run(referenceFile().toString());
    Ran actual = space.run(space.path(output).toString());
    Assertions.assertEquals(expected.out(), actual.out(), "the program's output");
    Assertions.assertEquals(expected.status(), actual.status(), "the program's exit status");
    return actual.out();
  }

  private String voice(String text) {
    return text.replace(referenceFile().toString(), output);
  }

  Path referenceFile() {
    return space.root.resolve("ref").resolve(Path.of(output).getFileName());
  }

  private Path summaryFile() {
    return space.root.resolve("log/summary.json");
  }
}
