package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * Decides whether a job that has ended succeeded, wherever it ran. Knows the words that clang says
 * when it has failed and still exits 0, but no file formats.
 */
public final class ResultCheck {

  /**
   * What clang says when a ThinLTO backend failed although its exit status is 0 (llvm-project issue
   * 75441; clang 14 to 22): the summary index or an imported module could not be read.
   */
  private static final String[] FAILURES = {
    "Error running ThinLTO backend", "Error loading index file", "Error loading imported file"
  };

  private final ObjectCheck check;

  public ResultCheck(ObjectCheck check) {
    this.check = check;
  }

  /**
   * Why the job counts as failed, a lower-case fragment; empty if it doesn't.
   *
   * @param files what it left, in the order of its outputs; they need not be in their places
   */
  public String failure(BackendJob job, ProcessResult result, List<Path> files) throws IOException {
    String program = baseName(job.argv().get(0));
    if (!result.ok()) {
      return program + " " + result.ending();
    }
    for (String failure : FAILURES) {
      if (result.stdout().contains(failure) || result.stderr().contains(failure)) {
        return program + " exited with status 0, but said '" + failure + "'";
      }
    }
    Path object = files.get(0);
    if (!Files.isRegularFile(object)) {
      return program + " exited with status 0, but the native object is missing";
    }
    if (Files.size(object) == 0) {
      return program + " exited with status 0, but the native object is empty";
    }
    for (int i = 1; i < files.size(); i++) {
      if (!Files.exists(files.get(i))) {
        return program + " exited with status 0, but '" + job.outputs().get(i) + "' is missing";
      }
    }
    String wrong = check.check(object, job.triple());
    return wrong.isEmpty() ? "" : "the native object " + wrong;
  }

  private static String baseName(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }
}
