package org.dthinlto.plan;

import java.util.List;

/**
 * One clang run that turns one bitcode module into one native object. Knows what to run and which
 * files that takes, not who runs it or where.
 *
 * @param moduleId the module ID: the staged name, byte for byte what clang is given as its input
 * @param userName how the user knows the module: {@code obj/a.o} or {@code sub/lib.a(m.o)}
 * @param argv the command, its program first; relative paths are relative to the staging tree
 * @param inputs files that the command reads, relative to the staging tree: module, shard, imports
 * @param outputs files that it writes, relative to the staging tree: the native object first
 * @param triple target triple of the module, as its bitcode says
 * @param size bytes of bitcode, the estimate of how long the job takes
 */
public record BackendJob(
    String moduleId,
    String userName,
    List<String> argv,
    List<String> inputs,
    List<String> outputs,
    String triple,
    long size) {

  public BackendJob {
    argv = List.copyOf(argv);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The native object, relative to the staging tree. */
  public String output() {
    return outputs.get(0);
  }
}
