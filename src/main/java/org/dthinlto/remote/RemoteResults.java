package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dthinlto.exec.ObjectCheck;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ResultCheck;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.ExecutedActionMetadata;
import org.dthinlto.remote.api.Reapi.OutputFile;
import org.dthinlto.remote.api.Reapi.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Gets what jobs wrote from a server, and puts it into its place if it counts: by the same rules as
 * what was written here, wherever it comes from.
 */
final class RemoteResults {

  /** More than compilers say; the rest of a flood isn't fetched. */
  private static final long MOST_DIAGNOSTICS = 16 << 20;

  private final RemoteCache cache;
  private final Path tree;
  private final ResultCheck check;

  RemoteResults(RemoteCache cache, Path tree, ObjectCheck check) {
    this.cache = cache;
    this.tree = tree;
    this.check = new ResultCheck(check);
  }

  /**
   * What came of a job.
   *
   * @param reason why it counts as failed; empty if it doesn't
   * @param said what the compiler said
   * @param nanos how long it ran; 0 if the server doesn't say
   * @param claimed whether the outputs are in their places; else somebody else's are, if the job
   *     hasn't failed
   */
  record Taken(String reason, String said, long nanos, boolean claimed) {}

  /**
   * Gets what a job wrote.
   *
   * @param claim asked before anything is put in its place
   * @return null if the server has it no more
   */
  @Nullable Taken take(BackendJob job, ActionResult result, BooleanSupplier claim)
      throws IOException, InterruptedException {
    Map<String, OutputFile> written = new HashMap<>();
    for (OutputFile file : result.getOutputFilesList()) {
      written.put(file.getPath(), file);
    }
    List<Path> files = new ArrayList<>();
    List<Downloads.Wanted> wanted = new ArrayList<>();
    // Beside their places, under names of their own: what is in place is whole and counts.
    String suffix = ".remote-" + UUID.randomUUID().toString().substring(0, 8);
    for (int i = 0; i < job.outputs().size(); i++) {
      Path place = tree.resolve(job.outputs().get(i));
      Files.createDirectories(place.getParent());
      Path file = place.resolveSibling("." + i + suffix);
      files.add(file);
      OutputFile output = written.get(job.outputs().get(i));
      if (output != null && result.getExitCode() == 0) {
        wanted.add(new Downloads.Wanted(output.getDigest(), file));
      }
    }
    try {
      String said = diagnostics(result);
      cache.download(wanted);
      ProcessResult process = new ProcessResult(result.getExitCode(), said, "");
      String reason = check.failure(job, process, files);
      boolean claimed = reason.isEmpty() && claim.getAsBoolean();
      if (claimed) {
        for (int i = 0; i < files.size(); i++) {
          Path place = tree.resolve(job.outputs().get(i));
          Files.move(
              files.get(i),
              place,
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return new Taken(reason, said, nanos(result.getExecutionMetadata()), claimed);
    } catch (RemoteException e) {
      if (e.code() == Status.Code.NOT_FOUND || e.code() == Status.Code.DATA_LOSS) {
        return null;
      }
      throw e;
    } finally {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What the job said; servers send it along or don't, as they like. */
  String diagnostics(ActionResult result) throws IOException, InterruptedException {
    return text(result.getStdoutRaw(), result.getStdoutDigest())
        + text(result.getStderrRaw(), result.getStderrDigest());
  }

  private String text(ByteString raw, Digest id) throws IOException, InterruptedException {
    if (!raw.isEmpty()) {
      return raw.toStringUtf8();
    }
    if (id.getSizeBytes() > MOST_DIAGNOSTICS) {
      return "(" + id.getSizeBytes() + " bytes of messages, " + Blob.text(id) + ")\n";
    }
    return cache.bytes(id).toStringUtf8();
  }

  private static long nanos(ExecutedActionMetadata metadata) {
    long start = nanos(metadata.getExecutionStartTimestamp());
    long end = nanos(metadata.getExecutionCompletedTimestamp());
    return start == 0 || end < start ? 0 : end - start;
  }

  private static long nanos(Timestamp time) {
    return time.getSeconds() * 1_000_000_000 + time.getNanos();
  }
}
