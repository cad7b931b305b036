package org.dthinlto.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;

/** Finds the job that a user means by a name. Knows nothing of what is shown of it. */
final class JobChoice {

  private static final int SHOWN = 5;

  private final JobHistory history;
  private final String output;

  JobChoice(JobHistory history, String output) {
    this.history = history;
    this.output = output;
  }

  /**
   * The job of the module with that user name, else with that module ID, else the only one that has
   * the text in one of both.
   *
   * @throws IOException if there is none, or more than one; its text says which
   */
  JobRecord of(String name) throws IOException {
    List<JobRecord> called = new ArrayList<>();
    List<JobRecord> containing = new ArrayList<>();
    for (JobRecord job : history.jobs()) {
      if (job.userName().equals(name)) {
        called.add(job);
      } else if (job.userName().contains(name) || job.moduleId().contains(name)) {
        containing.add(job);
      }
    }
    JobRecord exact = history.job(name);
    if (called.size() != 1 && exact != null) {
      return exact;
    }
    List<JobRecord> found = called.isEmpty() ? containing : called;
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IOException(
        "'"
            + name
            + "': "
            + (found.isEmpty()
                ? "no module of the last link of '"
                    + output
                    + "'; see 'dthinlto explain --all "
                    + output
                    + "'"
                : "may be " + list(found, haveOneName(found))));
  }

  private static boolean haveOneName(List<JobRecord> jobs) {
    Set<String> names = new HashSet<>();
    for (JobRecord job : jobs) {
      if (!names.add(job.userName())) {
        return true;
      }
    }
    return false;
  }

  /** The first of them; by their IDs if their names don't tell them apart. */
  private static String list(List<JobRecord> jobs, boolean byId) {
    StringBuilder text = new StringBuilder();
    int shown = jobs.size() == SHOWN + 1 ? jobs.size() : Math.min(SHOWN, jobs.size());
    for (int i = 0; i < shown; i++) {
      boolean last = i == jobs.size() - 1;
      text.append(i == 0 ? "'" : last ? " or '" : ", '");
      text.append(byId ? jobs.get(i).moduleId() : jobs.get(i).userName()).append('\'');
    }
    return shown == jobs.size()
        ? text.toString()
        : text + " or one of " + (jobs.size() - shown) + " more";
  }
}
