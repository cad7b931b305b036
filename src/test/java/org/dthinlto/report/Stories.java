package org.dthinlto.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.NanoClock;
import org.dthinlto.plan.BackendJob;

/** Makes stories of links that never were, at a time of their own. All times are milliseconds. */
final class Stories implements NanoClock {

  private static final long BEGIN = 7_000_000_000L;

  private long now = BEGIN;
  private final List<JobResult> results = new ArrayList<>();
  private Path tree = Path.of("/nonexistent");
  final StoryRecorder recorder;

  Stories(int here) {
    recorder =
        new StoryRecorder(new Unheard(), new Views("trace.json", true, "page.html", here), this);
  }

  @Override
  public long nanos() {
    return now;
  }

  static long nanos(long millis) {
    return BEGIN + millis * 1_000_000;
  }

  Stories at(long millis) {
    now = nanos(millis);
    return this;
  }

  Stories phase(String name, long millis) {
    at(millis);
    recorder.phase(name);
    return this;
  }

  Stories tree(Path folder) {
    tree = folder;
    return this;
  }

  static BackendJob job(String name, String... imports) {
    List<String> inputs = new ArrayList<>(List.of(name, "_index/" + name));
    inputs.addAll(List.of(imports));
    return new BackendJob(
        name,
        name,
        List.of("clang", name),
        inputs,
        List.of("_native/" + name, "_side/trace/" + name),
        "x86_64-pc-linux-gnu",
        1000);
  }

  /** A job that was done. */
  Stories done(String name, JobResult.Origin origin, long from, long to, String... imports) {
    return add(
        new JobResult(
            job(name, imports), JobResult.Status.DONE, "", "", nanos(from), nanos(to), origin));
  }

  Stories ran(String name, long from, long to, String... imports) {
    return done(name, JobResult.Origin.LOCAL, from, to, imports);
  }

  Stories failed(String name, String reason, long from, long to) {
    return add(
        new JobResult(job(name), JobResult.Status.FAILED, "", reason, nanos(from), nanos(to)));
  }

  Stories add(JobResult result) {
    results.add(result);
    return this;
  }

  /** The story of a link that ended so. */
  LinkStory end(long millis, Summary.Outcome outcome, String reason) {
    at(millis);
    List<String> traces = new ArrayList<>();
    for (JobResult result : results) {
      traces.add(result.job().outputs().get(1));
    }
    recorder.results(results, tree, traces);
    return recorder.story(summary(outcome, reason));
  }

  LinkStory end(long millis) {
    return end(millis, Summary.Outcome.DISTRIBUTED, "");
  }

  Summary summary(Summary.Outcome outcome, String reason) {
    return new Summary(
        outcome,
        reason,
        "out",
        outcome != Summary.Outcome.FAILED,
        results.size(),
        results.size(),
        0,
        0,
        results.size(),
        0,
        Summary.Transfer.NONE,
        List.of(),
        Summary.Phases.NONE);
  }

  private static final class Unheard implements Progress {
    @Override
    public void phase(String name) {}

    @Override
    public void total(int jobs) {}

    @Override
    public void expect(JobTimes times, int parallel) {}

    @Override
    public void started(BackendJob job) {}

    @Override
    public void finished(JobResult result) {}

    @Override
    public void note(String text) {}

    @Override
    public void end() {}
  }
}
