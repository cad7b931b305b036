package org.dthinlto.remote;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.plan.BackendJob;

/**
 * Measures the processor time that it takes to make the actions of a large link: 10,000 jobs, ten
 * inputs each. Run it with the flags of the launcher; the arguments are a folder for the tree and
 * the number of jobs.
 */
final class ActionsSpeed {

  private ActionsSpeed() {}

  public static void main(String[] arguments) throws IOException {
    Path tree = Files.createDirectories(Path.of(arguments[0]));
    int count = Integer.parseInt(arguments[1]);
    List<String> modules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      modules.add("src/component " + i % 100 + "/part" + i % 7 + "/module" + i + ".cpp.o");
    }
    write(tree, modules, "");
    write(tree, modules, ".thinlto.bc");
    Random random = new Random(1);
    List<BackendJob> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> inputs = new ArrayList<>();
      inputs.add(modules.get(i));
      inputs.add("_index/" + modules.get(i) + ".thinlto.bc");
      for (int j = 0; j < 8; j++) { // imports come from near, mostly
        int near = (i + 100 * (1 + random.nextInt(20))) % count;
        inputs.add(modules.get(j < 5 ? near : random.nextInt(count)));
      }
      jobs.add(job(modules.get(i), inputs));
    }
    FileDigests digests = new FileDigests();
    long start = cpuNanos();
    for (BackendJob job : jobs) {
      for (String input : job.inputs()) {
        digests.of(tree.resolve(input));
      }
    }
    print("digests of the files", start, count);
    for (int round = 0; round < 3; round++) {
      Actions actions = new Actions(tree, digests, RemoteSettings.DEFAULT, Toolchain.NONE);
      long bytes = 0;
      start = cpuNanos();
      for (BackendJob job : jobs) {
        for (Blob blob : actions.of(job, RemoteActionTest.SERVER).blobs()) {
          bytes += blob.bytes().size();
        }
      }
      print("actions (" + bytes / count + " bytes of messages each)", start, count);
    }
  }

  private static void write(Path tree, List<String> modules, String suffix) throws IOException {
    for (String module : modules) {
      Path file = tree.resolve((suffix.isEmpty() ? "" : "_index/") + module + suffix);
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, file.toString());
      }
    }
  }

  private static BackendJob job(String module, List<String> inputs) {
    String output = "_native/" + module;
    List<String> argv =
        List.of(
            "clang++-22",
            "--target=x86_64-pc-linux-gnu",
            "-O2",
            "-x",
            "ir",
            module,
            "-c",
            "-fthinlto-index=_index/" + module + ".thinlto.bc",
            "-Xclang",
            "-mrelocation-model",
            "-Xclang",
            "pic",
            "-o",
            output);
    return new BackendJob(module, module, argv, inputs, List.of(output), "x86_64", 1);
  }

  /** Of this thread: other programs on the machine don't count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String what, long start, int count) {
    double millis = (cpuNanos() - start) / 1e6;
    System.out.printf("%s: %.0f ms, %.3f ms a job%n", what, millis, millis / count);
  }
}
