package org.dthinlto.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dthinlto.plan.BackendJob;

/**
 * A plan of many jobs and a staging tree with files for it: of random bytes, since nobody compiles
 * them. Equal arguments make equal files.
 *
 * @param samples what each job is like
 */
record SimulatedPlan(List<BackendJob> jobs, List<Sample> samples) {

  /**
   * What a real job was like.
   *
   * @param millis how long it took
   * @param module bytes of its module
   * @param index bytes of the module's index
   * @param object bytes of what it wrote
   * @param imports from how many other modules it took code
   */
  record Sample(long millis, int module, int index, int object, int imports) {}

  SimulatedPlan {
    jobs = List.copyOf(jobs);
    samples = List.copyOf(samples);
  }

  /** So many jobs that are alike, and take no time. */
  static SimulatedPlan stage(Path tree, int count, int bytes, int imports) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(0, bytes, 1000, 1000, imports));
    }
    return stage(tree, samples);
  }

  /** Writes the files of jobs that are like these. */
  static SimulatedPlan stage(Path tree, List<Sample> samples) throws IOException {
    Random random = new Random(samples.size());
    Files.createDirectories(tree.resolve("obj"));
    Files.createDirectories(tree.resolve("_index/obj"));
    List<BackendJob> jobs = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      String module = module(i);
      String index = "_index/" + module + ".thinlto.bc";
      String output = "_native/" + module;
      write(tree.resolve(module), random, sample.module());
      write(tree.resolve(index), random, sample.index());
      List<String> inputs = new ArrayList<>(List.of(module, index));
      for (int j = 0; j < sample.imports(); j++) {
        String imported = module(random.nextInt(samples.size()));
        if (!inputs.contains(imported)) {
          inputs.add(imported);
        }
      }
      String[] words = {
        "clang-22", "-O2", "-x", "ir", module, "-c", "-fthinlto-index=" + index, "-o", output
      };
      jobs.add(
          new BackendJob(
              module,
              module,
              List.of(words),
              inputs,
              List.of(output),
              "x86_64-pc-linux-gnu",
              sample.module()));
    }
    return new SimulatedPlan(jobs, samples);
  }

  private static String module(int number) {
    return "obj/m" + number + ".o";
  }

  private static void write(Path file, Random random, int count) throws IOException {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    Files.write(file, bytes);
  }

  /** How long jobs take, by module ID. */
  Map<String, Long> millis() {
    Map<String, Long> millis = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      millis.put(jobs.get(i).moduleId(), samples.get(i).millis());
    }
    return millis;
  }

  /** Jobs take as long as they should, and their objects are as large. */
  SimulatedJob.Script script() {
    Map<String, Sample> byModule = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      byModule.put(jobs.get(i).moduleId(), samples.get(i));
    }
    return (module, command) -> {
      Sample sample = byModule.get(module);
      return SimulatedJob.object(sample.millis(), command, sample.object());
    };
  }
}
