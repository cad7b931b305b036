package org.dthinlto.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.NanoClock;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what is told to the progress of a link, and passes it on. In the end it makes the story
 * of the link. Knows nothing of how a story is shown.
 */
public final class StoryRecorder implements Progress {

  private final Progress progress;
  private final Views views;
  private final NanoClock clock;
  private final long begin;
  private final long beganMillis = System.currentTimeMillis();

  // All that follows is guarded by this.
  private final List<LinkStory.Phase> phases = new ArrayList<>();
  private String phase = "prepare";
  private long phaseSince;
  private final Map<String, Taken> taken = new HashMap<>();
  private List<JobResult> results = new ArrayList<>();
  private long[] objectBytes = new long[0];
  private final Map<String, Past> past = new HashMap<>();
  private @Nullable ClangTraces clang;
  private LinkStory.Kind kind = LinkStory.Kind.LINKED;
  private String linker = "";
  private String compiler = "";

  /** Who turned to a job, and when. */
  private record Taken(long nanos, long thread) {}

  /** What is known of a job besides its result. */
  private record Past(long nanos, List<String> reasons) {}

  /** Remembers from now on. */
  public StoryRecorder(Progress progress, Views views) {
    this(progress, views, NanoClock.SYSTEM);
  }

  StoryRecorder(Progress progress, Views views, NanoClock clock) {
    this.progress = progress;
    this.views = views;
    this.clock = clock;
    this.begin = clock.nanos();
  }

  private long now() {
    return clock.nanos() - begin;
  }

  @Override
  public void phase(String name) {
    synchronized (this) {
      endPhase(now());
      phase = name;
    }
    progress.phase(name);
  }

  private synchronized void endPhase(long now) {
    if (now > phaseSince) {
      phases.add(new LinkStory.Phase(phase, phaseSince, now));
      phaseSince = now;
    }
  }

  @Override
  public void total(int jobs) {
    progress.total(jobs);
  }

  @Override
  public void expect(JobTimes times, int parallel) {
    progress.expect(times, parallel);
  }

  @Override
  public void started(BackendJob job) {
    synchronized (this) {
      taken.put(job.moduleId(), new Taken(clock.nanos(), Thread.currentThread().getId()));
    }
    progress.started(job);
  }

  @Override
  public void finished(JobResult result) {
    synchronized (this) {
      results.add(result);
      Taken who = taken.get(result.job().moduleId());
      if (who != null && who.thread() != Thread.currentThread().getId()) {
        taken.remove(result.job().moduleId()); // it went elsewhere first, and came back
      }
    }
    progress.finished(result);
  }

  @Override
  public void note(String text) {
    progress.note(text);
  }

  @Override
  public void end() {
    progress.end();
  }

  /**
   * The jobs have ended; their files are still there.
   *
   * @param all in link order
   * @param tree the folder that the names of their outputs start from
   * @param clangTraces the file that each job's compiler wrote a trace to, relative to the tree;
   *     empty texts for none
   */
  public synchronized void results(List<JobResult> all, Path tree, List<String> clangTraces) {
    results = new ArrayList<>(all);
    objectBytes = new long[all.size()];
    ClangTraces traces = new ClangTraces();
    for (int i = 0; i < objectBytes.length; i++) {
      JobResult result = all.get(i);
      boolean done = result.status() == JobResult.Status.DONE;
      objectBytes[i] = done ? size(tree.resolve(result.job().output())) : -1;
      JobResult.Origin origin = result.origin();
      boolean fresh = origin == JobResult.Origin.LOCAL || origin == JobResult.Origin.REMOTE;
      if (done && fresh && views.tracesJobs() && !clangTraces.get(i).isEmpty()) {
        traces.add(result.job().moduleId(), tree.resolve(clangTraces.get(i)));
      }
    }
    clang = traces;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Who did the link. */
  public synchronized void tools(String linkerSaid, String compilerSaid) {
    linker = linkerSaid;
    compiler = compilerSaid;
  }

  /**
   * What is known of a job besides.
   *
   * @param millis how long it took when it ran
   * @param reasons why it ran now; empty if it didn't
   */
  public synchronized void known(String moduleId, long millis, List<String> reasons) {
    past.put(moduleId, new Past(millis * 1_000_000, List.copyOf(reasons)));
  }

  /** There was nothing to do; these are the jobs of the link that it was as. */
  public synchronized void upToDate(List<BackendJob> jobs) {
    kind = LinkStory.Kind.UP_TO_DATE;
    results = new ArrayList<>(jobs.size());
    for (BackendJob job : jobs) {
      results.add(JobResult.reused(job, "", 0, 0));
    }
  }

  /** Only what would be done was shown. */
  public synchronized void planned() {
    kind = LinkStory.Kind.PLANNED;
  }

  /** What the user wants to see. */
  public Views views() {
    return views;
  }

  /** The story up to now. */
  synchronized LinkStory story(Summary summary) {
    long end = now();
    endPhase(end);
    int count = results.size();
    long[] starts = new long[count];
    long[] ends = new long[count];
    Map<String, Integer> places = new HashMap<>(2 * count);
    for (int i = 0; i < count; i++) {
      JobResult result = results.get(i);
      places.put(result.job().moduleId(), i);
      boolean began = result.startNanos() != 0;
      starts[i] = began ? start(result) - begin : 0;
      ends[i] = began ? Math.max(starts[i], end(result) - begin) : -1;
    }
    ModuleStory.Lane[] lanes = lanes(starts, ends);
    List<ModuleStory> modules = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      JobResult result = results.get(i);
      BackendJob job = result.job();
      Past known = past.get(job.moduleId());
      modules.add(
          new ModuleStory(
              job.userName(),
              result,
              lanes[i],
              starts[i],
              Math.max(starts[i], ends[i]),
              ran(result, known),
              parts(result, starts[i], ends[i]),
              i < objectBytes.length ? objectBytes[i] : -1,
              imports(job, i, places),
              known == null ? List.of() : known.reasons()));
    }
    return new LinkStory(
        summary, kind, beganMillis, end, views.parallel(), linker, compiler, phases, modules);
  }

  /** When somebody turned to a job. */
  private long start(JobResult result) {
    if (!result.stages().isEmpty()) {
      return result.stages().get(0).startNanos();
    }
    Taken who = taken.get(result.job().moduleId());
    boolean here = result.origin() == JobResult.Origin.LOCAL;
    boolean earlier = who != null && who.nanos() < result.startNanos();
    return here && who != null && earlier ? who.nanos() : result.startNanos();
  }

  private static long end(JobResult result) {
    List<JobResult.Stage> stages = result.stages();
    return stages.isEmpty() ? result.endNanos() : stages.get(stages.size() - 1).endNanos();
  }

  private static long ran(JobResult result, @Nullable Past known) {
    return switch (result.origin()) {
      case LOCAL, REMOTE, REMOTE_CACHE -> {
        long took = result.endNanos() - result.startNanos();
        yield result.startNanos() == 0 ? -1 : took;
      }
      case CACHE -> known == null ? -1 : known.nanos();
    };
  }

  /** Stages of what was done elsewhere; here, looking into the cache, then the compiler. */
  private List<JobResult.Stage> parts(JobResult result, long start, long end) {
    List<JobResult.Stage> parts = new ArrayList<>();
    for (JobResult.Stage stage : result.stages()) {
      parts.add(
          new JobResult.Stage(stage.name(), stage.startNanos() - begin, stage.endNanos() - begin));
    }
    long ran = result.startNanos() - begin;
    boolean here = result.stages().isEmpty() && result.origin() == JobResult.Origin.LOCAL;
    if (here && end >= ran && ran > start) {
      parts.add(new JobResult.Stage("cache look-up", start, ran));
      parts.add(new JobResult.Stage("clang", ran, end));
    }
    return parts;
  }

  private ModuleStory.Lane[] lanes(long[] starts, long[] ends) {
    ModuleStory.Lane[] lanes = new ModuleStory.Lane[starts.length];
    for (ModuleStory.Group group : ModuleStory.Group.values()) {
      long[] until = ends.clone();
      for (int i = 0; i < until.length; i++) {
        if (ModuleStory.Group.of(results.get(i).origin()) != group) {
          until[i] = Long.MIN_VALUE;
        }
      }
      int[] numbers = Lanes.of(starts, until);
      for (int i = 0; i < numbers.length; i++) {
        if (ModuleStory.Group.of(results.get(i).origin()) == group) {
          lanes[i] =
              numbers[i] == 0 ? ModuleStory.Lane.NONE : new ModuleStory.Lane(group, numbers[i]);
        }
      }
    }
    return lanes;
  }

  /** Inputs behind module and shard that are modules of this link. */
  private static List<Integer> imports(BackendJob job, int own, Map<String, Integer> places) {
    List<Integer> imports = new ArrayList<>();
    for (String input : job.inputs()) {
      Integer place = places.get(input);
      if (place != null && place != own) {
        imports.add(place);
      }
    }
    return imports;
  }

  /**
   * Writes what the user wants to see.
   *
   * @param folder that names of files are relative to
   * @return what went wrong, for the user; empty if nothing did
   */
  public synchronized List<String> write(Summary summary, Path folder) {
    LinkStory story = story(summary);
    List<String> trouble = new ArrayList<>();
    if (!views.trace().isEmpty()) {
      try {
        TraceWriter.write(story, clang, folder.resolve(views.trace()));
      } catch (IOException e) {
        trouble.add("the trace was not written: " + IoText.of(e));
      }
    }
    if (!views.page().isEmpty()) {
      try {
        PageWriter.write(story, folder.resolve(views.page()));
      } catch (IOException e) {
        trouble.add("the report was not written: " + IoText.of(e));
      }
    }
    return trouble;
  }
}
