package org.dthinlto.report;

import java.util.List;

/**
 * What a link came to, in numbers; the content of {@code --summary FILE}.
 *
 * @param outcome how the program was made, if it was
 * @param reason why it was not distributed, or failed; empty if it was distributed
 * @param output the file that was linked, as the user calls it
 * @param relinked false if the output was up to date and stayed as it was
 * @param modules bitcode modules found among the inputs
 * @param jobs selected modules; on success the sum of the four that follow
 * @param cacheHits jobs whose result was in the local cache
 * @param remoteCacheHits jobs whose result was in a remote cache
 * @param localJobs jobs that ran on this machine
 * @param remoteJobs jobs that ran elsewhere
 * @param transfer what went to a server and came from it
 * @param notCarriedOver options of the link line that the backends could not be given
 * @param phases how long each phase took
 */
public record Summary(
    Outcome outcome,
    String reason,
    String output,
    boolean relinked,
    int modules,
    int jobs,
    int cacheHits,
    int remoteCacheHits,
    int localJobs,
    int remoteJobs,
    Transfer transfer,
    List<String> notCarriedOver,
    Phases phases) {

  /** How the program was made, if it was. */
  public enum Outcome {
    /** By thin link, backend jobs and final link. */
    DISTRIBUTED("distributed"),
    /** By lld's own ThinLTO, because something on the line can't be distributed. */
    IN_PROCESS("in-process"),
    /** By the user's own line, which has nothing to distribute. */
    PLAIN("plain"),
    /** Not at all. */
    FAILED("failed");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** The word in the JSON. */
    public String word() {
      return word;
    }
  }

  /**
   * What went over the network, in bytes of contents, before compression.
   *
   * @param up what the server was sent
   * @param down what it sent
   */
  public record Transfer(long up, long down) {

    /** Nothing did. */
    public static final Transfer NONE = new Transfer(0, 0);
  }

  /** Milliseconds of wall clock; phases that were not reached have 0. */
  public record Phases(
      long prepare, long thinLink, long stage, long backends, long finalLink, long total) {

    /** No phase was reached. */
    public static final Phases NONE = new Phases(0, 0, 0, 0, 0, 0);
  }

  public Summary {
    notCarriedOver = List.copyOf(notCarriedOver);
  }
}
