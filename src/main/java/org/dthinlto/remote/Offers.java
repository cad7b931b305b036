package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.JobResult;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.OutputFile;

/**
 * Gives a server the results of jobs that ran here, while the link goes on. That the server doesn't
 * want them, or that it takes too long, is nobody's concern: the next link runs the jobs again.
 */
final class Offers implements AutoCloseable {

  /** They wait for answers most of the time. */
  private static final int THREADS = 4;

  /** Nobody waits longer for that at the end of a link. */
  private static final long MOST_MILLIS = 10_000;

  private final RemoteCache cache;
  private final Path tree;
  private final AtomicBoolean refused = new AtomicBoolean();
  private final ThreadPoolExecutor threads;

  /**
   * @param tree the staging tree
   */
  Offers(RemoteCache cache, Path tree) {
    this.cache = cache;
    this.tree = tree;
    this.threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Offers::daemon);
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "remote-offers");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes a result of a job that ran here. What comes of it isn't known yet. */
  void add(JobResult result, RemoteAction action) {
    if (refused.get()) {
      return;
    }
    List<Path> files = new ArrayList<>();
    String suffix = ".offer-" + UUID.randomUUID().toString().substring(0, 8);
    try {
      for (int i = 0; i < result.job().outputs().size(); i++) {
        // What is in place may be completed for the final link, which is not the job's work.
        Path place = tree.resolve(result.job().outputs().get(i));
        Path file = place.resolveSibling("." + i + suffix);
        files.add(file);
        Files.createLink(file, place);
      }
    } catch (IOException | UnsupportedOperationException e) {
      delete(files);
      return;
    }
    threads.execute(
        () -> {
          give(result, action, files);
          delete(files);
        });
  }

  private void give(JobResult result, RemoteAction action, List<Path> files) {
    if (refused.get()) {
      return;
    }
    try {
      if (!cache.capabilities().updates()) {
        refused.set(true);
        return;
      }
      ActionResult.Builder said = ActionResult.newBuilder();
      List<Blob> blobs = new ArrayList<>(action.described());
      for (int i = 0; i < files.size(); i++) {
        Blob blob = Blob.of(files.get(i), new FileDigests());
        blobs.add(blob);
        said.addOutputFiles(
            OutputFile.newBuilder().setPath(result.job().outputs().get(i)).setDigest(blob.id()));
      }
      if (!result.diagnostics().isEmpty()) {
        said.setStderrRaw(ByteString.copyFromUtf8(result.diagnostics()));
      }
      cache.upload(blobs);
      cache.update(action.id(), said.build());
    } catch (IOException e) {
      refused.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(List<Path> files) {
    for (Path file : files) {
      CacheFolder.deleteQuietly(file);
    }
  }

  /** Waits for what is on its way, but not for long. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(MOST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}
