package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import org.dthinlto.cache.Digest;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.link.Programs;
import org.dthinlto.link.RemoteUse;
import org.dthinlto.remote.Doctor;
import org.dthinlto.remote.RemoteSettings;

/** The part of {@code dthinlto doctor} that examines a server, and how it tells what it finds. */
final class DoctorOfServer {

  /** Long enough for a worker that has to be started first. */
  private static final long JOB_MILLIS = 180_000;

  private final RemoteUse remote;
  private final String clang;
  private final PrintStream out;

  DoctorOfServer(RemoteUse remote, String clang, PrintStream out) {
    this.remote = remote;
    this.clang = clang;
    this.out = out;
  }

  /**
   * Examines it.
   *
   * @param folder an empty one
   * @return whether it can do what it is asked for
   */
  boolean examine(Path folder, ChildProcesses children) throws InterruptedException {
    Path program = Programs.find(clang, Path.of("").toAbsolutePath());
    if (program == null) {
      out.println("failed  here: '" + clang + "' is not found; name a clang with --clang");
      return false;
    }
    boolean uploads = remote.toolchain().equals(RemoteUse.UPLOAD);
    RemoteSettings settings = remote.settings();
    settings = settings.withBounds(settings.callMillis(), settings.retries(), JOB_MILLIS);
    if (!uploads) {
      String there = remote.toolchain().isEmpty() ? clang : remote.toolchain();
      settings = settings.withCompiler(there, Digest.NONE);
    }
    Doctor.Patient patient = new Doctor.Patient(remote.executes(), program, uploads, folder);
    return new Doctor(remote.endpoint(), settings, patient, children, new Lines()).examine();
  }

  /** Each finding as a line, at once. */
  private final class Lines implements Doctor.Voice {

    @Override
    public void ok(String step, String what, long millis) {
      out.println("ok      " + step + ": " + what + " (" + millis + " ms)");
    }

    @Override
    public void failed(String step, String why, String advice, long millis) {
      String next = advice.isEmpty() ? "" : "; " + advice;
      out.println("failed  " + step + ": " + why + next + " (" + millis + " ms)");
    }
  }
}
