package org.dthinlto.report;

import java.util.List;
import org.dthinlto.exec.JobResult;

/**
 * What happened to one module in a link. All times are nanoseconds since the link began.
 *
 * @param name what the user calls it
 * @param result how its job ended; its own times are those of the machine's clock
 * @param lane on which it is drawn; {@link Lane#NONE} if nothing was done
 * @param start when somebody turned to it
 * @param end when its object was there, or it had failed
 * @param ran how long its job ran, in this link or, if the result was reused, when it ran; -1 if
 *     nobody knows
 * @param parts what it went through, one after the other, within start and end; may be empty
 * @param objectBytes size of the native object; -1 if there is none
 * @param imports the modules that it takes code from: their places in the list of modules
 * @param reasons why it ran; empty if it didn't, or if that isn't known
 */
public record ModuleStory(
    String name,
    JobResult result,
    Lane lane,
    long start,
    long end,
    long ran,
    List<JobResult.Stage> parts,
    long objectBytes,
    List<Integer> imports,
    List<String> reasons) {

  public ModuleStory {
    parts = List.copyOf(parts);
    imports = List.copyOf(imports);
    reasons = List.copyOf(reasons);
  }

  /**
   * Where a module is drawn: one of the lanes of a group, on each of which nothing overlaps.
   *
   * @param number from 1
   */
  public record Lane(Group group, int number) {

    /** Of what was not done. */
    public static final Lane NONE = new Lane(Group.HERE, 0);
  }

  /** Where work was done. */
  public enum Group {
    /** On this machine. */
    HERE("here"),
    /** It was not: results were taken from the cache of this machine. */
    CACHE("cache"),
    /** On a server, or results came from there. */
    REMOTE("remote");

    private final String word;

    Group(String word) {
      this.word = word;
    }

    /** What the lanes are called. */
    public String word() {
      return word;
    }

    static Group of(JobResult.Origin origin) {
      return switch (origin) {
        case LOCAL -> HERE;
        case CACHE -> CACHE;
        case REMOTE, REMOTE_CACHE -> REMOTE;
      };
    }
  }

  /** How long it was on its lane. */
  public long nanos() {
    return end - start;
  }

  /** Whether anything was done for it in this link. */
  public boolean happened() {
    return lane.number() > 0;
  }

  /** Whether its job ran in this link, here or elsewhere. */
  public boolean isRun() {
    JobResult.Origin origin = result.origin();
    return happened() && (origin == JobResult.Origin.LOCAL || origin == JobResult.Origin.REMOTE);
  }

  /** Bytes of bitcode. */
  public long bitcodeBytes() {
    return result.job().size();
  }
}
