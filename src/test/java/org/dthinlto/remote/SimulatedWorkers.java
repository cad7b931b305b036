package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dthinlto.remote.api.Reapi.Action;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.Any;
import org.dthinlto.remote.api.Reapi.Command;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.ExecuteOperationMetadata;
import org.dthinlto.remote.api.Reapi.ExecuteResponse;
import org.dthinlto.remote.api.Reapi.ExecutedActionMetadata;
import org.dthinlto.remote.api.Reapi.Operation;
import org.dthinlto.remote.api.Reapi.OutputFile;
import org.dthinlto.remote.api.Reapi.PreconditionFailure;
import org.dthinlto.remote.api.Reapi.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Simulated workers with one queue, first come first served. Used by the clock's thread only. Knows
 * operations and their states; nothing of calls.
 */
final class SimulatedWorkers {

  private static final String REAPI = "type.googleapis.com/build.bazel.remote.execution.v2.";
  private static final int QUEUED = 2;
  private static final int EXECUTING = 3;
  private static final int COMPLETED = 4;

  private final SimulatedClock clock;
  private final SimulatedStore store;
  private final SimulatedJob.Script script;
  private final boolean stages;
  private final String compiler;
  private int workers;
  private int busy;
  private boolean paused;
  private int number;

  private final Deque<Job> queue = new ArrayDeque<>();
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  // What happened.
  private final Map<String, Integer> begun = new HashMap<>();
  private int cancelled;
  private int most;
  private long busyNanos;
  private long lastEnd;

  /**
   * Workers that wait for jobs.
   *
   * @param stages whether states say what is being done, as not all servers do
   * @param compiler what the compiler says to {@code --version}, which is in no script
   */
  SimulatedWorkers(
      SimulatedClock clock,
      SimulatedStore store,
      SimulatedJob.Script script,
      int workers,
      boolean stages,
      String compiler) {
    this.clock = clock;
    this.store = store;
    this.script = script;
    this.workers = workers;
    this.stages = stages;
    this.compiler = compiler;
  }

  /** An operation. */
  private final class Job {
    private final String name = "operations/" + ++number;
    private final Digest action;
    private final Command command;
    private final boolean forgotten;
    private final String module;
    private final long queuedAt = clock.nanos();
    private final List<Consumer<Operation>> watchers = new ArrayList<>();
    private int stage = QUEUED;
    private long begunAt;
    private int attempt;
    private Operation state;

    Job(Digest action, Command command, boolean forgotten) {
      this.action = action;
      this.forgotten = forgotten;
      this.command = command;
      this.module = SimulatedJob.module(command);
      this.state = open().build();
    }

    private Operation.Builder open() {
      Operation.Builder open = Operation.newBuilder().setName(name);
      if (stages) {
        open.setMetadata(
            any(
                "ExecuteOperationMetadata",
                ExecuteOperationMetadata.newBuilder().setStage(stage).build()));
      }
      return open;
    }

    private void tell() {
      for (Consumer<Operation> watcher : List.copyOf(watchers)) {
        watcher.accept(state);
      }
      if (state.getDone()) {
        watchers.clear();
      }
    }

    private void end(ExecuteResponse response) {
      stage = COMPLETED;
      state = open().setDone(true).setResponse(any("ExecuteResponse", response)).build();
      tell();
    }
  }

  private static Any any(String type, MessageLite message) {
    return Any.newBuilder().setTypeUrl(REAPI + type).setValue(message.toByteString()).build();
  }

  /** Takes an action in; the watcher gets all states. Returns the operation's name. */
  String execute(Digest action, boolean skipCache, Consumer<Operation> watcher) {
    Job job;
    ExecuteResponse now = null;
    try {
      List<Digest> missing = store.missing(action);
      if (missing.isEmpty()) {
        Action said = Action.parseFrom(store.blobs.get(action.getHash()));
        ByteString command = store.blobs.get(said.getCommandDigest().getHash());
        job = new Job(action, Command.parseFrom(command), said.getDoNotCache());
        ActionResult known = skipCache ? null : store.results.get(action.getHash());
        if (known != null) {
          now = ExecuteResponse.newBuilder().setResult(known).setCachedResult(true).build();
        }
      } else {
        job = new Job(action, Command.getDefaultInstance(), true);
        now = missing(missing);
      }
    } catch (InvalidProtocolBufferException e) {
      job = new Job(action, Command.getDefaultInstance(), true);
      now = refusal(Status.Code.INVALID_ARGUMENT.value(), "no action");
    }
    jobs.put(job.name, job);
    job.watchers.add(watcher);
    if (now != null) {
      job.end(now);
      return job.name;
    }
    job.tell();
    queue.add(job);
    work();
    return job.name;
  }

  /** Tells the present state and all others of an operation; false if there is none. */
  boolean watch(String name, Consumer<Operation> watcher) {
    Job job = jobs.get(name);
    if (job == null) {
      return false;
    }
    if (!job.state.getDone()) {
      job.watchers.add(watcher);
    }
    watcher.accept(job.state);
    return true;
  }

  /** Somebody doesn't listen any more. */
  void leave(String name, Consumer<Operation> watcher) {
    Job job = jobs.get(name);
    if (job != null) {
      job.watchers.remove(watcher);
    }
  }

  /** Ends an operation; false if there is none. */
  boolean cancel(String name) {
    Job job = jobs.get(name);
    if (job == null) {
      return false;
    }
    if (job.stage != COMPLETED) {
      cancelled++;
      boolean ran = job.stage == EXECUTING;
      job.attempt++;
      queue.remove(job);
      job.end(refusal(Status.Code.CANCELLED.value(), "cancelled"));
      if (ran) {
        free(job);
        work();
      }
    }
    return true;
  }

  private void work() {
    while (!paused && busy < workers && !queue.isEmpty()) {
      begin(queue.remove());
    }
  }

  private void begin(Job job) {
    busy++;
    most = Math.max(most, busy);
    job.begunAt = clock.nanos();
    job.stage = EXECUTING;
    job.state = job.open().build();
    SimulatedJob part;
    if (job.command.getArgumentsList().contains("--version")) {
      part = SimulatedJob.version(compiler);
    } else {
      begun.merge(job.module, 1, Integer::sum);
      part = script.play(job.module, job.command);
    }
    if (stages) {
      job.tell();
    }
    int attempt = job.attempt;
    if (part.millis() != SimulatedJob.FOREVER) {
      clock.after(
          part.millis() * 1_000_000,
          () -> {
            if (job.attempt == attempt) {
              end(job, part);
            }
          });
    }
  }

  private void end(Job job, SimulatedJob part) {
    free(job);
    if (part.refusal() != 0) {
      job.end(refusal(part.refusal(), part.said()));
    } else {
      ActionResult result = result(job, part);
      if (part.exitCode() == 0 && !job.forgotten) {
        store.results.put(job.action.getHash(), result);
      }
      job.end(ExecuteResponse.newBuilder().setResult(result).build());
    }
    work();
  }

  private void free(Job job) {
    busy--;
    lastEnd = clock.nanos();
    busyNanos += lastEnd - job.begunAt;
  }

  private ActionResult result(Job job, SimulatedJob part) {
    ActionResult.Builder result =
        ActionResult.newBuilder()
            .setExitCode(part.exitCode())
            .setStdoutRaw(ByteString.copyFromUtf8(part.printed()))
            .setStderrRaw(ByteString.copyFromUtf8(part.said()))
            .setExecutionMetadata(
                ExecutedActionMetadata.newBuilder()
                    .setWorker("simulated")
                    .setQueuedTimestamp(timestamp(job.queuedAt))
                    .setWorkerStartTimestamp(timestamp(job.begunAt))
                    .setExecutionStartTimestamp(timestamp(job.begunAt))
                    .setExecutionCompletedTimestamp(timestamp(clock.nanos()))
                    .setWorkerCompletedTimestamp(timestamp(clock.nanos())));
    for (Map.Entry<String, ByteString> output : part.outputs().entrySet()) {
      result.addOutputFiles(
          OutputFile.newBuilder()
              .setPath(output.getKey())
              .setDigest(store.keep(output.getValue())));
    }
    return result.build();
  }

  private static Timestamp timestamp(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  private static ExecuteResponse refusal(int code, String words) {
    return ExecuteResponse.newBuilder()
        .setStatus(
            org.dthinlto.remote.api.Reapi.Status.newBuilder().setCode(code).setMessage(words))
        .build();
  }

  private static ExecuteResponse missing(List<Digest> blobs) {
    PreconditionFailure.Builder failure = PreconditionFailure.newBuilder();
    for (Digest id : blobs) {
      failure.addViolations(
          PreconditionFailure.Violation.newBuilder()
              .setType("MISSING")
              .setSubject("blobs/" + Blob.text(id)));
    }
    return ExecuteResponse.newBuilder()
        .setStatus(
            org.dthinlto.remote.api.Reapi.Status.newBuilder()
                .setCode(Status.Code.FAILED_PRECONDITION.value())
                .setMessage("blobs are missing")
                .addDetails(
                    Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/google.rpc.PreconditionFailure")
                        .setValue(failure.build().toByteString())))
        .build();
  }

  // ---------------------------------------------------------------- what tests do to them

  /** Workers finish what they do and take nothing more; or go on. */
  void pause(boolean now) {
    paused = now;
    work();
  }

  /**
   * So many workers go, those that are busy first; or come, if it is below zero.
   *
   * @param requeue whether their jobs are run by others; else they are over, UNAVAILABLE
   */
  void lose(int count, boolean requeue) {
    workers -= count;
    int lost = 0;
    for (Job job : List.copyOf(jobs.values())) {
      if (lost == count || job.stage != EXECUTING) {
        continue;
      }
      lost++;
      job.attempt++;
      free(job);
      if (requeue) {
        job.stage = QUEUED;
        job.state = job.open().build();
        job.tell();
        queue.addFirst(job);
      } else {
        job.end(refusal(Status.Code.UNAVAILABLE.value(), "the worker is gone"));
      }
    }
    work();
  }

  /** All operations are forgotten, and nobody is told, as after an accident. */
  void forget() {
    for (Job job : jobs.values()) {
      job.attempt++;
      if (job.stage == EXECUTING) {
        free(job);
      }
    }
    jobs.clear();
    queue.clear();
  }

  // ---------------------------------------------------------------- what tests ask

  int queued() {
    return queue.size();
  }

  int running() {
    return busy;
  }

  int cancelled() {
    return cancelled;
  }

  int most() {
    return most;
  }

  long busyNanos() {
    return busyNanos;
  }

  long lastEnd() {
    return lastEnd;
  }

  /** How often jobs were begun: of a module, or of all if it is null. */
  int begun(@Nullable String module) {
    if (module != null) {
      return begun.getOrDefault(module, 0);
    }
    int all = 0;
    for (int times : begun.values()) {
      all += times;
    }
    return all;
  }
}
