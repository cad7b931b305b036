package org.dthinlto.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is left to do after the thin link: backend jobs, then the final link. Knows what to run,
 * not who runs it.
 *
 * @param tree the staging tree, the working directory of the jobs
 * @param jobs in link order
 * @param finalLink what comes after the last job
 */
public record Plan(Path tree, List<BackendJob> jobs, FinalLink finalLink) {

  public Plan {
    jobs = List.copyOf(jobs);
  }

  /**
   * The run of lld that makes the output of native objects.
   *
   * @param linker the program, and words that have to stand behind it
   * @param words all others
   * @param directory the user's working directory
   */
  public record FinalLink(List<String> linker, List<String> words, Path directory) {
    public FinalLink {
      linker = List.copyOf(linker);
      words = List.copyOf(words);
    }

    /** The command as a whole. */
    public List<String> argv() {
      List<String> argv = new ArrayList<>(linker);
      argv.addAll(words);
      return argv;
    }
  }
}
