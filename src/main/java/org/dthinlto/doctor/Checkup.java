package org.dthinlto.doctor;

import java.nio.file.Path;
import java.util.List;
import org.dthinlto.link.LineTools;

/**
 * All checks, from top to bottom: what belongs to the machine, then its tools and a trial, then the
 * user's line. Doesn't know how findings are shown.
 */
public final class Checkup {

  /** For what reads files or asks one program for its version. */
  private static final long SHORT_MILLIS = 20_000;

  /** For what reads a whole cache, or runs a few compilers. */
  private static final long LONG_MILLIS = 120_000;

  /** For a thin link of a large program. */
  private static final long LINE_MILLIS = 600_000;

  private static final String MOVE_CACHE = "export DTHINLTO_CACHE_DIR=/var/tmp/dthinlto";

  private final Machine machine;
  private final Subject subject;
  private final Bounds bounds;
  private final Rounds rounds;

  /** Who tells it. */
  public interface Voice {

    /** Tells a finding. */
    void tell(Finding finding);
  }

  /**
   * What links may take.
   *
   * @param cache the cache folder; empty: there is none
   * @param cacheBytes how large it may become
   * @param cores of the machine, as far as java may use them
   * @param jobs at once
   * @param memory whether links can be bounded by memory
   */
  public record Bounds(String cache, long cacheBytes, int cores, int jobs, boolean memory) {}

  public Checkup(Machine machine, Subject subject, Bounds bounds, Voice voice) {
    this.machine = machine;
    this.subject = subject;
    this.bounds = bounds;
    this.rounds = new Rounds(voice);
  }

  /**
   * Makes all checks.
   *
   * @param before what has been found already
   * @return whether nothing has failed
   */
  public boolean examine(List<Finding> before) throws InterruptedException {
    rounds.make("java", SHORT_MILLIS, new JavaCheck(machine, JavaCheck.running()));
    for (Finding finding : before) {
      rounds.tell(finding);
    }
    surroundings();
    places();
    Mending mending = Mending.of(machine);
    ToolCheck tools = new ToolCheck(machine, subject, mending);
    rounds.make("tools", SHORT_MILLIS, tools);
    LineTools found = tools.tools();
    if (found != null) {
      trial(mending, found);
    }
    if (subject.given() && tools.drives()) {
      rounds.make("inputs", LONG_MILLIS, new InputCheck(machine, subject, mending, found));
      rounds.make("line", LINE_MILLIS, new LineCheck(machine, subject));
    }
    return rounds.failed() == 0;
  }

  private void surroundings() throws InterruptedException {
    rounds.make(
        "memory",
        SHORT_MILLIS,
        new MemoryCheck(machine, bounds.cores(), bounds.jobs(), bounds.memory()));
    rounds.make("make", SHORT_MILLIS, new MakeCheck(machine));
    rounds.make("ninja", SHORT_MILLIS, new NinjaCheck(machine));
    rounds.make("jobserver", SHORT_MILLIS, new JobserverCheck(machine));
  }

  private void places() throws InterruptedException {
    Path here = machine.folder();
    String room = "make room on the file system of '" + here + "'";
    rounds.make(
        "folder",
        SHORT_MILLIS,
        new PlaceCheck(
            machine,
            "folder",
            here,
            true,
            Severity.NOTE,
            "link in a folder on a local disk",
            room));
    String temp = machine.variable("TMPDIR");
    rounds.make(
        "temporary",
        SHORT_MILLIS,
        new PlaceCheck(
            machine,
            "temporary",
            here.resolve(temp.isEmpty() ? "/tmp" : temp),
            false,
            Severity.FAILED,
            "export TMPDIR=/var/tmp",
            ""));
    if (bounds.cache().isEmpty()) {
      boolean homeless = machine.variable("HOME").isEmpty();
      rounds.tell(
          homeless
              ? Finding.note("cache", "off, as HOME is not set", MOVE_CACHE)
              : Finding.ok("cache", "off"));
      return;
    }
    Path cache = here.resolve(bounds.cache());
    rounds.make(
        "cache",
        SHORT_MILLIS,
        new PlaceCheck(
            machine,
            "cache",
            cache,
            true,
            Severity.FAILED,
            MOVE_CACHE,
            "dthinlto cache prune --cache-size 1G, or " + MOVE_CACHE));
    rounds.make(
        "cache", LONG_MILLIS, new CacheCheck(machine, cache, bounds.cacheBytes(), MOVE_CACHE));
  }

  private void trial(Mending mending, LineTools found) throws InterruptedException {
    if (subject.isCross()) {
      rounds.tell(Finding.ok("link", "not tried, the line is for another machine"));
      return;
    }
    ModuleCheck modules = new ModuleCheck(machine, found.compiler());
    rounds.make("modules", LONG_MILLIS, modules);
    if (!modules.done()) {
      return;
    }
    int release = Dotted.major(found.compilerVersion());
    ArchiverCheck archiver = new ArchiverCheck(machine, found.compiler(), release, mending);
    rounds.make("archiver", LONG_MILLIS, archiver);
    rounds.make("link", LONG_MILLIS, new TrialCheck(machine, subject, mending, archiver.done()));
  }
}
