package org.dthinlto.link;

import java.util.List;

/**
 * What the user asked of {@code dthinlto plan} besides what {@link LinkSettings} hold.
 *
 * @param format what is written
 * @param file where to; {@code -} for standard output
 * @param launcher see {@link org.dthinlto.plan.BuildSetup}
 * @param program how dthinlto is called
 * @param words dthinlto's own words on the command line, without those that are above
 * @param tool what is written into the plan as its maker
 */
public record PlanSettings(
    Format format, String file, String launcher, String program, List<String> words, String tool) {

  /** What a plan is written as. */
  public enum Format {
    JSON("plan.json"),
    NINJA("build.ninja"),
    MAKE("Makefile");

    private final String usual;

    Format(String usual) {
      this.usual = usual;
    }

    /** The name of the file if the user names none. */
    public String usual() {
      return usual;
    }
  }

  public PlanSettings {
    words = List.copyOf(words);
  }
}
