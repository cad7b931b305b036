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
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.history.LinkRecord;
import org.dthinlto.plan.ShellWords;
import org.dthinlto.report.Progress;
import org.dthinlto.report.Summary;
import org.dthinlto.report.SummaryWriter;

/**
 * What there is to tell of one link: notes and errors now, the summary at the end. Knows how to say
 * it, not what was done.
 */
public final class LinkReport {

  /** The phases of a link; their times are in the summary. */
  enum Phase {
    PREPARE,
    STAGE,
    THIN_LINK,
    BACKENDS,
    FINAL_LINK,
    COMPARE
  }

  private final Progress progress;
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
    this.progress = progress;
    this.out = out;
    this.verbosity = verbosity;
  }

  Progress progress() {
    return progress;
  }

  void begin(Phase next) {
    long now = System.nanoTime();
    nanos.merge(phase, now - phaseBegin, Long::sum);
    phaseBegin = now;
    phase = next;
    progress.phase(
        switch (next) {
          case PREPARE -> "prepare";
          case STAGE -> "stage";
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

  /** Ends progress and writes the summary; a summary that can't be written fails no link. */
  public void finish(Path summary) {
    progress.end();
    if (summary.toString().isEmpty()) {
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
    try {
      SummaryWriter.write(
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
              phases),
          summary);
    } catch (IOException e) {
      progress.note("dthinlto: warning: the summary was not written: " + IoText.of(e));
    }
  }

  private static long millis(long nanoseconds) {
    return nanoseconds / 1_000_000;
  }
}
