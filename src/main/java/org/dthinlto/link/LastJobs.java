package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.LocalResults;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.history.HistoryFiles;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;
import org.dthinlto.history.WhyRan;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.thinlink.Candidate;
import org.jspecify.annotations.Nullable;

/** The jobs of the last link of an output: what they took, and why those of this link run. */
final class LastJobs {

  private final CacheFolder cache;
  private final Path file;
  private byte @Nullable [] bytes;
  private @Nullable JobHistory history;

  /**
   * @param output absolute
   */
  LastJobs(CacheFolder cache, Path output) {
    this.cache = cache;
    this.file = cache.file(HistoryFiles.jobs(output.toString()));
  }

  private byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      try {
        known = Files.readAllBytes(file);
      } catch (IOException e) {
        known = new byte[0]; // there was no link yet
      }
      bytes = known;
      history = JobHistory.of(known);
    }
    return known;
  }

  /** They; null if nothing is known of them. */
  @Nullable JobHistory last() {
    bytes();
    return history;
  }

  /** They, if they are those that the tag is of. */
  @Nullable JobHistory last(String tag) {
    return tag(bytes()).equals(tag) ? history : null;
  }

  /** Tells one history of jobs from another. */
  static String tag(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }

  /** Puts another history in the place of this one. */
  void write(byte[] now) throws IOException {
    cache.write(file, now);
  }

  /** How long jobs are expected to take. */
  JobTimes times(List<BackendJob> jobs) {
    JobHistory last = last();
    if (last == null) {
      return JobTimes.bySize(jobs);
    }
    Map<String, Long> millis = new HashMap<>();
    for (JobRecord job : last.jobs()) {
      millis.put(job.moduleId(), job.millis());
    }
    return JobTimes.of(millis, jobs);
  }

  /**
   * The jobs of this link, with the reasons why they ran.
   *
   * @param compiler what compiled, to be shown
   * @param kept what is known of the results, by module ID
   */
  JobHistory now(
      Prepared prepared,
      Plan plan,
      String compiler,
      Digest identity,
      String surroundings,
      Map<String, LocalResults.Kept> kept) {
    return now(userNames(prepared, plan), plan, compiler, identity, surroundings, kept);
  }

  /**
   * The same.
   *
   * @param names what the user calls the modules, by module ID
   */
  JobHistory now(
      Map<String, String> names,
      Plan plan,
      String compiler,
      Digest identity,
      String surroundings,
      Map<String, LocalResults.Kept> kept) {
    WhyRan why = new WhyRan(last(), identity, surroundings, names);
    List<JobRecord> jobs = new ArrayList<>(plan.jobs().size());
    for (BackendJob job : plan.jobs()) {
      LocalResults.Kept result = kept.get(job.moduleId());
      if (result == null) {
        continue; // of what isn't in the cache there is nothing to tell
      }
      List<JobRecord.Input> inputs = new ArrayList<>(job.inputs().size());
      for (int i = 0; i < job.inputs().size(); i++) {
        inputs.add(new JobRecord.Input(job.inputs().get(i), result.ingredients().inputs().get(i)));
      }
      List<String> argv = job.argv().subList(1, job.argv().size());
      jobs.add(
          new JobRecord(
              job.moduleId(),
              names.getOrDefault(job.moduleId(), job.userName()),
              result.ingredients().key(),
              argv,
              inputs,
              job.outputs(),
              result.origin(),
              result.millis(),
              ran(result.origin()) ? why.reasons(job.moduleId(), argv, inputs) : List.of()));
    }
    return new JobHistory(compiler, identity, surroundings, jobs);
  }

  private static boolean ran(JobResult.Origin origin) {
    return origin == JobResult.Origin.LOCAL || origin == JobResult.Origin.REMOTE;
  }

  /**
   * What the user calls the modules, by module ID: without lld's offsets, which move whenever an
   * archive is made anew, unless that could be two of them.
   */
  private static Map<String, String> userNames(Prepared prepared, Plan plan) {
    Map<String, String> names = new HashMap<>();
    Map<String, Integer> count = new HashMap<>();
    for (BackendJob job : plan.jobs()) {
      Candidate module = prepared.objects().get(job.moduleId());
      String name = module == null ? job.userName() : module.userName();
      names.put(job.moduleId(), name);
      count.put(name, count.getOrDefault(name, 0) + 1);
    }
    for (BackendJob job : plan.jobs()) {
      if (count.getOrDefault(names.getOrDefault(job.moduleId(), ""), 0) > 1) {
        names.put(job.moduleId(), job.userName());
      }
    }
    return names;
  }
}
