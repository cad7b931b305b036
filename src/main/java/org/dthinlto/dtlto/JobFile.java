package org.dthinlto.dtlto;

import java.util.List;

/**
 * What lld's DTLTO asks of a distributor: the file that it gives as the last word. Knows what is to
 * be run, not how; all paths are as lld spells them, relative to its working directory.
 *
 * <p>It is written by llvm/lib/DTLTO (LLVM 21 on): {@code {"common":{"linker_output":…, "args":[…],
 * "inputs":[…]}, "jobs":[{"args":[…], "inputs":[…], "outputs":[…]}]}}.
 *
 * @param linkerOutput what the link makes
 * @param args the words that all commands begin with, the compiler first
 * @param inputs what all jobs read
 * @param jobs the jobs, in link order
 */
public record JobFile(String linkerOutput, List<String> args, List<String> inputs, List<Job> jobs) {

  public JobFile {
    args = List.copyOf(args);
    inputs = List.copyOf(inputs);
    jobs = List.copyOf(jobs);
  }

  /**
   * One run of the compiler.
   *
   * @param args the words behind the common ones
   * @param inputs what it reads: module, index, imports
   * @param outputs what it writes, the native object first
   */
  public record Job(List<String> args, List<String> inputs, List<String> outputs) {
    public Job {
      args = List.copyOf(args);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }
}
