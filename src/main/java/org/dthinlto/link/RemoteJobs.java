package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.cache.KeyWriter;
import org.dthinlto.exec.ClusterLimits;
import org.dthinlto.exec.ClusterScheduler;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobListener;
import org.dthinlto.exec.JobSlots;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.exec.ResultCache;
import org.dthinlto.plan.Plan;
import org.dthinlto.remote.Connection;
import org.dthinlto.remote.LocalCompiler;
import org.dthinlto.remote.RemoteCluster;
import org.dthinlto.remote.RemoteSettings;
import org.dthinlto.remote.Toolchain;
import org.jspecify.annotations.Nullable;

/**
 * The server of one link, from its first job to its last result. Nothing of it is loaded before
 * that.
 */
final class RemoteJobs implements AutoCloseable {

  private final @Nullable RemoteUse use;
  private final List<String> words;
  private final LinkReport report;
  private @Nullable RemoteCluster cluster;

  RemoteJobs(LinkSettings settings, LinkReport report) {
    this.use = settings.remote();
    this.words = settings.backendArgs();
    this.report = report;
  }

  /**
   * Gets ready for jobs, if the user has a server. Whether that is there shows with the first job.
   *
   * @return whether the link can go on; if not, the user has been told
   */
  boolean open(Compiler compiler, LinkCache cache, Plan plan, Path folder, ProcessRunner runner)
      throws InterruptedException {
    RemoteUse wanted = use;
    if (wanted == null) {
      return true;
    }
    try {
      cluster = cluster(wanted, compiler, cache, plan, folder, runner);
      return true;
    } catch (IOException e) {
      String text = "remote execution is not used, " + IoText.of(e);
      if (wanted.executes() && !wanted.fallback()) {
        report.error(text);
        return false;
      }
      report.aside(text);
      return true;
    }
  }

  private RemoteCluster cluster(
      RemoteUse use,
      Compiler compiler,
      LinkCache cache,
      Plan plan,
      Path folder,
      ProcessRunner runner)
      throws IOException, InterruptedException {
    String bound = JobSurroundings.boundToMachine(words, plan.jobs(), plan.tree());
    if (!bound.isEmpty()) {
      throw new IOException("'" + bound + "' means something else on another machine");
    }
    Path program = Programs.find(compiler.program(), folder);
    if (program == null) {
      throw new IOException("'" + compiler.program() + "': not found");
    }
    boolean upload = use.toolchain().equals(RemoteUse.UPLOAD);
    Toolchain toolchain = upload ? Toolchain.of(program.toAbsolutePath(), runner) : Toolchain.NONE;
    // What another compiler made, or this one under other circumstances, is nothing to us.
    KeyWriter salt = new KeyWriter("dthinlto-remote-1");
    salt.add(cache.identity(compiler).identity());
    salt.add(JobSurroundings.of(words, plan.tree(), cache.digests()));
    RemoteSettings settings =
        use.settings()
            .withCompiler(upload ? "" : use.toolchain(), salt.key())
            .withVariables(Variables.ofRemoteJobs(System.getenv()));
    return new RemoteCluster(
        Connection.open(use.endpoint(), report.output()),
        settings,
        use.executes(),
        new LocalCompiler(compiler.program(), toolchain, folder, runner),
        plan.tree(),
        cache.digests(),
        NativeObject::check);
  }

  /**
   * How many jobs may run at once.
   *
   * @param here of these, on this machine
   */
  int parallel(int here) {
    RemoteUse wanted = use;
    return wanted == null
        ? here
        : limits(wanted, here).here() + (wanted.executes() ? wanted.jobs() : 0);
  }

  private static ClusterLimits limits(RemoteUse wanted, int here) {
    boolean jobsHere = wanted.fallback() || !wanted.executes();
    return new ClusterLimits(jobsHere ? here : 0, wanted.jobs(), wanted.race());
  }

  /** What runs jobs there and here; null if it isn't open. */
  @Nullable ClusterScheduler scheduler(
      Executor local, JobSlots slots, ResultCache cache, JobListener listener) {
    RemoteCluster open = cluster;
    RemoteUse wanted = use;
    return open == null || wanted == null
        ? null
        : new ClusterScheduler(local, cache, open, limits(wanted, slots.parallel()), listener);
  }

  /** Waits for what the server is still being told, and says what went to and fro. */
  @Override
  public void close() {
    RemoteCluster open = cluster;
    if (open != null) {
      if (!open.refusal().isEmpty()) {
        report.aside(open.refusal() + "; the jobs ran here");
      }
      open.close();
      report.transferred(open.sentBytes(), open.receivedBytes());
    }
  }
}
