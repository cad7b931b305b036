package org.dthinlto.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * Makes the key of a job of everything that decides its result: compiler, command, environment, and
 * the names and contents of all files that it reads. Where the staging tree lies is no part of it,
 * nor is what the link's output is called.
 */
public final class JobKeys {

  /** Changes when the same ingredients would give another result, or the key is made otherwise. */
  private static final String SCHEME = "dthinlto-job-1";

  private final Digest compiler;
  private final String environment;
  private final Inputs inputs;

  /** Where the contents of inputs are known. */
  public interface Inputs {

    /**
     * The digest of an input.
     *
     * @param name relative to the staging tree
     * @throws IOException if it can't be read
     */
    Digest digest(String name) throws IOException;

    /**
     * Whether all inputs of a job are as they were when their digests were made: if not, its result
     * may belong to other contents.
     */
    boolean areUnchanged(List<String> names);
  }

  /**
   * What a key was made of, besides what is the same for all jobs of a link.
   *
   * @param key the key
   * @param inputs digests of the job's inputs, in their order
   */
  public record Ingredients(Digest key, List<Digest> inputs) {
    public Ingredients {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Makes no key yet.
   *
   * @param compiler identity of the program that runs the jobs
   * @param environment the variables that change what it does, as one text
   */
  public JobKeys(Digest compiler, String environment, Inputs inputs) {
    this.compiler = compiler;
    this.environment = environment;
    this.inputs = inputs;
  }

  Inputs inputs() {
    return inputs;
  }

  /** The key of a job whose inputs are all there. */
  public Ingredients of(BackendJob job) throws IOException {
    List<Digest> contents = new ArrayList<>(job.inputs().size());
    KeyWriter key = new KeyWriter(SCHEME);
    key.add(compiler).add(environment);
    // The program itself is the compiler, wherever it lies.
    key.add(job.argv().subList(1, job.argv().size()));
    key.add(job.outputs());
    for (String name : job.inputs()) {
      Digest content = inputs.digest(name);
      contents.add(content);
      key.add(name).add(content);
    }
    return new Ingredients(key.key(), contents);
  }
}
