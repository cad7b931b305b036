package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/** A staging tree with a module that imports from another, made by clang and lld of LLVM 22. */
final class StagedJob {

  private static final String CLANG = "clang-22";

  static final String MODULE = "sub dir/main (1).o";
  static final String IMPORTED = "sub dir/lib.a(lib.o at 1)";

  private StagedJob() {}

  /** Makes both modules, and lld their shards; returns the job of the first. */
  static BackendJob stage(Path tree) throws IOException, InterruptedException {
    return stage(tree, 1);
  }

  /**
   * The same.
   *
   * @param number is in the code: with another number it is another job
   */
  static BackendJob stage(Path tree, int number) throws IOException, InterruptedException {
    Files.createDirectories(tree.resolve("sub dir"));
    Files.createDirectories(tree.resolve("_native"));
    Path lib = Files.writeString(tree.resolve("lib.c"), "int lib(int n) { return n + 41; }\n");
    Path main =
        Files.writeString(
            tree.resolve("main.c"),
            "int lib(int);\nint main(void) { return lib(" + number + ") == 7; }\n");
    run(tree, List.of(CLANG, "-O2", "-flto=thin", "-c", "main.c", "-o", MODULE));
    run(tree, List.of(CLANG, "-O2", "-flto=thin", "-c", "lib.c", "-o", IMPORTED));
    Files.delete(lib);
    Files.delete(main);
    run(
        tree,
        List.of(
            "ld.lld-22",
            "--thinlto-index-only",
            "--thinlto-prefix-replace=;_index/",
            "-e",
            "main",
            MODULE,
            IMPORTED,
            "-o",
            "unused"));
    return job("_native/main.o");
  }

  private static BackendJob job(String output) {
    String shard = "_index/" + MODULE + ".thinlto.bc";
    return new BackendJob(
        MODULE,
        MODULE,
        List.of(CLANG, "-O2", "-x", "ir", MODULE, "-c", "-fthinlto-index=" + shard, "-o", output),
        List.of(MODULE, shard, IMPORTED),
        List.of(output),
        "x86_64-pc-linux-gnu",
        1000);
  }

  /** The job without one of its inputs. */
  static BackendJob without(BackendJob job, String input) {
    List<String> inputs = new ArrayList<>(job.inputs());
    inputs.remove(input);
    return new BackendJob(
        job.moduleId(),
        job.userName(),
        job.argv(),
        inputs,
        job.outputs(),
        job.triple(),
        job.size());
  }

  /** The job with another command. */
  static BackendJob withArgv(BackendJob job, List<String> argv) {
    return new BackendJob(
        job.moduleId(),
        job.userName(),
        argv,
        job.inputs(),
        job.outputs(),
        job.triple(),
        job.size());
  }

  private static void run(Path tree, List<String> argv) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(argv).directory(tree.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(argv + ": " + said);
    }
  }
}
