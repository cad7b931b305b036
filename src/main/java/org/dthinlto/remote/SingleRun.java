package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.IOException;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.ExecuteResponse;

/**
 * Has a server run an action once, whatever it remembers of it, to find out whether it can. Blocks;
 * links run their jobs in another way.
 */
final class SingleRun {

  private final Connection connection;
  private final RemoteCache cache;
  private final RemoteSettings settings;

  SingleRun(Connection connection, RemoteCache cache, RemoteSettings settings) {
    this.connection = connection;
    this.cache = cache;
    this.settings = settings;
  }

  /**
   * How it ended.
   *
   * @param code OK if it was run, whatever became of it; else why it can't be run
   * @param message the server's words, if it can't be run
   */
  record Outcome(
      Status.Code code, String message, ActionResult result, String stdout, String stderr) {

    int exitCode() {
      return result.getExitCode();
    }

    /** What went wrong, in one line: the server's words, else the program's. */
    String words() {
      String said = stderr.isBlank() ? stdout : stderr;
      said = CompilerCheck.firstLine(said.strip());
      if (code != Status.Code.OK) {
        return code + ": " + CompilerCheck.firstLine(message.isBlank() ? said : message);
      }
      return "it exited with status " + exitCode() + (said.isEmpty() ? "" : ", " + said);
    }
  }

  /**
   * Sends what the server lacks, and waits for the end. A failure may be due to something sent that
   * was lost meanwhile, which servers tell by many codes: then all is sent and tried once more.
   *
   * @throws RemoteException if the server can't be asked, or has troubles that may pass
   */
  Outcome run(RemoteAction action) throws IOException, InterruptedException {
    try {
      Outcome outcome = once(action);
      if (outcome.code() == Status.Code.OK) {
        return outcome;
      }
    } catch (RemoteException e) {
      if (!Retrier.mayPass(e.code()) && e.code() != Status.Code.FAILED_PRECONDITION) {
        throw e;
      }
      Retrier.pause(0, 0);
    }
    cache.forget(action.blobs());
    return once(action);
  }

  private Outcome once(RemoteAction action) throws IOException, InterruptedException {
    cache.upload(action.blobs());
    ExecuteResponse response;
    try {
      response = execute(action);
    } catch (RemoteException e) {
      // Some servers tell of a program that isn't there by the status of the call.
      if (e.code() == Status.Code.NOT_FOUND || e.code() == Status.Code.INVALID_ARGUMENT) {
        String words = String.valueOf(e.getMessage());
        String prefix = e.code() + ": ";
        words = words.startsWith(prefix) ? words.substring(prefix.length()) : words;
        return new Outcome(e.code(), words, ActionResult.getDefaultInstance(), "", "");
      }
      throw e;
    }
    Status.Code code = Status.fromCodeValue(response.getStatus().getCode()).getCode();
    String message = response.getStatus().getMessage();
    if (Retrier.mayPass(code)) {
      throw new RemoteException(RemoteException.Phase.EXECUTE, code, message);
    }
    ActionResult result = response.getResult();
    return new Outcome(
        code,
        message,
        result,
        text(result.getStdoutRaw(), result.getStdoutDigest()),
        text(result.getStderrRaw(), result.getStderrDigest()));
  }

  private ExecuteResponse execute(RemoteAction action)
      throws RemoteException, InterruptedException {
    try (Executions executions = new Executions(connection, settings)) {
      return executions.run(action.id(), true);
    }
  }

  private String text(ByteString raw, Digest id) throws IOException, InterruptedException {
    boolean read = raw.isEmpty() && id.getSizeBytes() < 1 << 20;
    return (read ? cache.bytes(id) : raw).toStringUtf8();
  }
}
