package org.dthinlto.cli;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.JobResult;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;
import org.dthinlto.plan.ShellWords;

/** Says in lines what a history tells: one line a module, so that grep can read it. */
final class ExplainText {

  private static final int SHARD = 1;

  private ExplainText() {}

  /**
   * The sums, then a line for each job in link order.
   *
   * @param all jobs whose results were reused, too
   */
  static String link(JobHistory history, boolean all) {
    int[] count = new int[JobResult.Origin.values().length];
    int width = 0;
    List<JobRecord> shown = new ArrayList<>();
    List<String> what = new ArrayList<>();
    for (JobRecord job : history.jobs()) {
      count[place(job.origin())]++;
      if (all || ran(job)) {
        shown.add(job);
        what.add(what(job));
        width = Math.max(width, what(job).length());
      }
    }
    StringBuilder text = new StringBuilder();
    int jobs = history.jobs().size();
    text.append(jobs).append(jobs == 1 ? " job: " : " jobs: ").append(count[0]).append(" ran, ");
    if (count[1] > 0) {
      text.append(count[1]).append(" ran remotely, ");
    }
    text.append(count[2]).append(" reused");
    if (count[3] > 0) {
      text.append(", ").append(count[3]).append(" reused from the remote cache");
    }
    text.append('\n');
    for (int i = 0; i < shown.size(); i++) {
      JobRecord job = shown.get(i);
      text.append(what.get(i)).append(" ".repeat(width - what.get(i).length() + 2));
      text.append(job.userName());
      String separator = ": ";
      for (String reason : job.reasons()) {
        text.append(separator).append(reason);
        separator = "; ";
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** All that is known of one job. */
  static String module(JobHistory history, JobRecord job) {
    List<String> imports = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (int i = SHARD + 1; i < job.inputs().size(); i++) {
      String name = job.inputs().get(i).name();
      JobRecord imported = history.job(name);
      if (imported == null) {
        files.add(name);
      } else {
        imports.add(imported.userName());
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(job.userName()).append('\n');
    add("result", List.of(what(job)), text);
    add("why", job.reasons(), text);
    add("module ID", List.of(job.moduleId()), text);
    add("key", List.of(job.key().hex()), text);
    add("compiler", List.of(history.compiler()), text);
    add("imports", imports, text);
    add("reads", files, text);
    add("writes", job.outputs(), text);
    add("command", List.of("clang " + ShellWords.join(job.argv())), text);
    return text.toString();
  }

  /** A line for each value, all with the name, so that grep finds each. */
  private static void add(String name, List<String> values, StringBuilder text) {
    for (String value : values) {
      text.append("  ").append(name).append(" ".repeat(11 - name.length()));
      text.append(value).append('\n');
    }
  }

  private static boolean ran(JobRecord job) {
    return place(job.origin()) < 2;
  }

  private static int place(JobResult.Origin origin) {
    return switch (origin) {
      case LOCAL -> 0;
      case REMOTE -> 1;
      case CACHE -> 2;
      case REMOTE_CACHE -> 3;
    };
  }

  private static String what(JobRecord job) {
    return switch (job.origin()) {
      case LOCAL -> "ran " + seconds(job.millis());
      case REMOTE -> "ran remotely " + seconds(job.millis());
      case CACHE -> "reused";
      case REMOTE_CACHE -> "reused, remote";
    };
  }

  /** {@code 1.2 s}; less than a tenth of a second is {@code 0.0 s}. */
  private static String seconds(long millis) {
    return millis / 1000 + "." + millis / 100 % 10 + " s";
  }
}
