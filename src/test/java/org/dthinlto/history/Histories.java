package org.dthinlto.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cache.Digest;
import org.dthinlto.exec.JobResult;

/** Histories for tests. */
final class Histories {

  private Histories() {}

  static Digest digest(String of) {
    return Digest.of(of.getBytes(UTF_8));
  }

  static JobRecord.Input input(String name, String content) {
    return new JobRecord.Input(name, digest(content));
  }

  /** A history as large as that of a large program: 25 words and 10 inputs a job. */
  static JobHistory large(int count) {
    List<JobRecord> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(large(i, count));
    }
    return new JobHistory("clang version 22.1.8", digest("clang"), "", jobs);
  }

  private static String id(int i) {
    return "out/lib/component" + i / 40 + "/libcomponent.a(file_" + i + ".cc.o at 1)";
  }

  private static JobRecord large(int i, int count) {
    String id = id(i);
    List<String> argv = new ArrayList<>();
    for (int word = 0; word < 20; word++) {
      // Not the same objects, as in a link.
      argv.add("-fsome-option-of-the-backend=" + word);
    }
    argv.add("-fthinlto-index=_index/" + id + ".thinlto.bc");
    argv.add("-c");
    argv.add(id);
    argv.add("-o");
    argv.add("_native/" + id);
    List<JobRecord.Input> inputs = new ArrayList<>();
    inputs.add(input(id, "bitcode" + i));
    inputs.add(input("_index/" + id + ".thinlto.bc", "shard" + i));
    for (int other = 1; other < 9; other++) {
      int imported = (i + 37 * other) % count;
      inputs.add(input(id(imported), "bitcode" + imported));
    }
    return new JobRecord(
        id,
        "out/lib/component" + i / 40 + "/libcomponent.a(file_" + i + ".cc.o)",
        digest("key" + i),
        argv,
        inputs,
        List.of("_native/" + id),
        JobResult.Origin.CACHE,
        10 + i % 977,
        List.of());
  }
}
