package org.dthinlto.link;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;
import org.dthinlto.history.LinkRecord;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.ShellWords;
import org.dthinlto.report.Progress;
import org.dthinlto.report.StoryRecorder;
import org.dthinlto.report.Summary;
import org.dthinlto.report.SummaryWriter;
import org.dthinlto.report.Views;
import org.jspecify.annotations.Nullable;

/**
 * What there is to tell of one link: notes and errors now, the summary at the end. Knows how to say
 * it, not what was done.
 */
public final class LinkReport {

  /** The phases of a link; their times are in the summary. */
  enum Phase {
    PREPARE,
    STAGE,
    /** The line runs as it is, or for lld's own ThinLTO. */
    UNCHANGED,
    THIN_LINK,
    BACKENDS,
    FINAL_LINK,
    COMPARE
  }

  private final Progress progress;

  /** What the user wants to see of the link afterwards; null if nothing. */
  private final @Nullable StoryRecorder story;

  private final PrintStream out;
  private final int verbosity;
  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private final long begin = System.nanoTime();
  private long phaseBegin = begin;
  private Phase phase = Phase.PREPARE;
  private Summary.Outcome outcome = Summary.Outcome.FAILED;
  private String reason = "";
  private String output = "";
  private boolean relinked;
  private boolean planOnly;
  private int modules;
  private int jobs;
  private int hits;
  private int localJobs;
  private int remoteJobs;
  private int remoteHits;
  private Summary.Transfer transfer = Summary.Transfer.NONE;
  private final StringBuilder printed = new StringBuilder();
  private final StringBuilder said = new StringBuilder();
  private List<String> notCarriedOver = List.of();

  public LinkReport(Progress progress, PrintStream out, int verbosity) {
    this(progress, null, out, verbosity);
  }

  private LinkReport(
      Progress progress, @Nullable StoryRecorder story, PrintStream out, int verbosity) {
    this.progress = progress;
    this.story = story;
    this.out = out;
    this.verbosity = verbosity;
  }

  /** A report that also remembers what the user wants to see afterwards. */
  public static LinkReport with(Views views, Progress progress, PrintStream out, int verbosity) {
    if (views.none()) {
      return new LinkReport(progress, out, verbosity);
    }
    StoryRecorder story = new StoryRecorder(progress, views);
    return new LinkReport(story, story, out, verbosity);
  }

  Progress progress() {
    return progress;
  }

  /** Whether jobs are to write time traces for the user's trace of the link. */
  boolean tracesJobs() {
    StoryRecorder recorder = story;
    return recorder != null && recorder.views().tracesJobs();
  }

  /** What came of the jobs, whose files are still in the tree. */
  void results(List<JobResult> results, Path tree) {
    StoryRecorder recorder = story;
    if (recorder == null) {
      return;
    }
    List<String> traces = new ArrayList<>(results.size());
    for (JobResult result : results) {
      traces.add(TimeTrace.of(result.job()));
    }
    recorder.results(results, tree, traces);
  }

  /** Who linked and compiled. */
  void tools(String linker, String compiler) {
    StoryRecorder recorder = story;
    if (recorder != null) {
      recorder.tools(linker, compiler);
    }
  }

  /** What is known of the jobs besides: what they took and why they ran. */
  void known(JobHistory history) {
    StoryRecorder recorder = story;
    if (recorder != null) {
      for (JobRecord job : history.jobs()) {
        recorder.known(job.moduleId(), job.millis(), job.reasons());
      }
    }
  }

  /** Nothing had to be done; these are the jobs of the link that all is as it was after. */
  void upToDate(LastJobs last) {
    StoryRecorder recorder = story;
    if (recorder == null) {
      return;
    }
    JobHistory history = last.last();
    List<BackendJob> done = new ArrayList<>();
    for (JobRecord job : history == null ? List.<JobRecord>of() : history.jobs()) {
      recorder.known(job.moduleId(), job.millis(), List.of());
      List<String> inputs = new ArrayList<>(job.inputs().size());
      for (JobRecord.Input input : job.inputs()) {
        inputs.add(input.name());
      }
      done.add(
          new BackendJob(
              job.moduleId(), job.userName(), job.argv(), inputs, job.outputs(), "", -1));
    }
    recorder.tools("", history == null ? "" : history.compiler());
    recorder.upToDate(done);
  }

  void begin(Phase next) {
    if (next != Phase.UNCHANGED) { // in the summary it counts to the phase that led to it
      long now = System.nanoTime();
      nanos.merge(phase, now - phaseBegin, Long::sum);
      phaseBegin = now;
      phase = next;
    }
    progress.phase(
        switch (next) {
          case PREPARE -> "prepare";
          case STAGE -> "stage";
          case UNCHANGED -> "link as it is";
          case THIN_LINK -> "thin link";
          case BACKENDS -> "backends";
          case FINAL_LINK -> "final link";
          case COMPARE -> "link in process, to compare";
        });
  }

  String output() {
    return output;
  }

  void found(String outputName, int moduleCount) {
    output = outputName;
    modules = moduleCount;
  }

  void selected(int jobCount) {
    jobs = jobCount;
    progress.total(jobCount);
  }

  /** How many jobs ran here, and how many results were in the local cache; the same elsewhere. */
  void ran(int jobCount, int hitCount, int remoteCount, int remoteHitCount) {
    localJobs = jobCount;
    hits = hitCount;
    remoteJobs = remoteCount;
    remoteHits = remoteHitCount;
  }

  /** Bytes of contents that went to a server and came from it. */
  void transferred(long sent, long received) {
    transfer = new Summary.Transfer(sent, received);
  }

  /** Nothing had to be done: what the last link printed and said counts for this one. */
  void upToDate(LinkRecord last, String outputName) {
    output = outputName;
    modules = last.modules();
    jobs = last.jobs();
    hits = jobs;
    notCarriedOver = last.notCarriedOver();
    outcome = Summary.Outcome.DISTRIBUTED;
    reason = "";
    print(last.printed());
    pass(last.said());
  }

  /** The output is as the last link left it. */
  void leftAsIs() {
    relinked = false;
  }

  /** What went to standard output so far. */
  String printed() {
    return printed.toString();
  }

  /** What was passed on and noted on standard error so far. */
  String said() {
    return said.toString();
  }

  List<String> notCarriedOver() {
    return notCarriedOver;
  }

  /** Says once what of the line the backends go without; the summary has it as well. */
  void notCarried(List<BackendFlags.NotCarried> options) {
    if (options.isEmpty()) {
      return;
    }
    notCarriedOver = new ArrayList<>();
    StringBuilder text = new StringBuilder("dthinlto: warning: not carried over to the backends: ");
    for (BackendFlags.NotCarried option : options) {
      text.append(notCarriedOver.isEmpty() ? "'" : ", '").append(option.word()).append("' (");
      text.append(option.why()).append(')');
      notCarriedOver.add(option.word());
    }
    if (verbosity >= 0) {
      say(text.toString());
    }
  }

  private void say(String text) {
    progress.note(text);
    said.append(text).append(text.endsWith("\n") ? "" : "\n");
  }

  void done(Summary.Outcome how, String why) {
    outcome = how;
    reason = why;
    relinked = how != Summary.Outcome.FAILED && !planOnly;
  }

  /** Nothing but the plan was shown. */
  void planned() {
    planOnly = true;
    if (story != null) {
      story.planned();
    }
    done(Summary.Outcome.DISTRIBUTED, "");
  }

  /** Remembers why the link failed, without saying it: lld or clang has. */
  void failedBecause(String why) {
    outcome = Summary.Outcome.FAILED;
    reason = why;
  }

  /** An error that came as an exception: its text, and with -v -v where it came from. */
  void error(IOException e) {
    error(IoText.of(e));
    if (verbosity > 1) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      progress.note(trace.toString());
    }
  }

  void error(String text) {
    reason = text;
    progress.note("dthinlto: error: " + text);
  }

  /** lld says what is wrong, unless it crashed or could not even say so; returns 1. */
  int lldFailed(String step, ProcessResult result, String text) {
    String why = "the " + step + " failed, lld " + result.ending();
    if (text.contains("error: ")) {
      failedBecause(why);
    } else {
      error("'" + output + "': " + why);
    }
    return 1;
  }

  /** Says something that the user should know; not with -q. */
  void note(String text) {
    if (verbosity >= 0) {
      say("dthinlto: note: " + text);
    }
  }

  /** Notes what is of this run alone, and not of a link that comes to the same. Not with -q. */
  void aside(String text) {
    if (verbosity >= 0) {
      progress.note("dthinlto: note: " + text);
    }
  }

  /** Passes on what a tool said on standard error. */
  void pass(String text) {
    if (!text.isEmpty()) {
      say(text);
    }
  }

  /** Passes on what lld printed on standard output. */
  void print(String text) {
    if (!text.isEmpty()) {
      progress.end();
      printed.append(text);
      out.print(text);
      out.flush();
    }
  }

  /** Shows a command that is about to run, if -v. */
  void command(String what, Path folder, List<String> argv) {
    if (verbosity > 0) {
      progress.note("dthinlto: " + what + ": " + inFolder(folder, argv));
    }
  }

  /** Says something that explains what is seen, if -v; nothing if there is no text. */
  void detail(String text) {
    if (verbosity > 0 && !text.isEmpty()) {
      progress.note("dthinlto: " + text);
    }
  }

  /** A command that can be pasted. */
  static String inFolder(Path folder, List<String> argv) {
    return "(cd "
        + ShellWords.join(List.of(folder.toString()))
        + " && "
        + ShellWords.join(argv)
        + ")";
  }

  /**
   * Ends progress and writes the summary and what else the user wants to see; a file that can't be
   * written fails no link.
   */
  public void finish(Path summary) {
    progress.end();
    StoryRecorder recorder = story;
    boolean summed = !summary.toString().isEmpty();
    if (!summed && recorder == null) {
      return;
    }
    nanos.merge(phase, System.nanoTime() - phaseBegin, Long::sum);
    Summary.Phases phases =
        new Summary.Phases(
            millis(nanos.getOrDefault(Phase.PREPARE, 0L)),
            millis(nanos.getOrDefault(Phase.THIN_LINK, 0L)),
            millis(nanos.getOrDefault(Phase.STAGE, 0L)),
            millis(nanos.getOrDefault(Phase.BACKENDS, 0L)),
            millis(nanos.getOrDefault(Phase.FINAL_LINK, 0L)),
            millis(System.nanoTime() - begin));
    Summary sum =
        new Summary(
            outcome,
            reason,
            output,
            relinked,
            modules,
            jobs,
            hits,
            remoteHits,
            localJobs,
            remoteJobs,
            transfer,
            outcome == Summary.Outcome.DISTRIBUTED ? notCarriedOver : List.of(),
            phases);
    if (recorder != null) {
      for (String trouble : recorder.write(sum, Path.of("").toAbsolutePath())) {
        progress.note("dthinlto: warning: " + trouble);
      }
    }
    if (summed) {
      try {
        SummaryWriter.write(sum, summary);
      } catch (IOException e) {
        progress.note("dthinlto: warning: the summary was not written: " + IoText.of(e));
      }
    }
  }

  private static long millis(long nanoseconds) {
    return nanoseconds / 1_000_000;
  }
}
