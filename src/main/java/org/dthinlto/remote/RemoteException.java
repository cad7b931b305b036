package org.dthinlto.remote;

import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;

/**
 * A server could not be reached, or said no. The text has the code and the server's words, not
 * which server it was and what for.
 */
public final class RemoteException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Phase phase;
  private final Status.Code code;

  /** What was being done, in the words of messages. */
  public enum Phase {
    CONNECT("connecting"),
    LOOK_UP("looking up the result"),
    UPLOAD("uploading"),
    EXECUTE("executing"),
    DOWNLOAD("downloading");

    private final String words;

    Phase(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  RemoteException(Phase phase, Status.Code code, String words) {
    super(words.isEmpty() ? code.toString() : code + ": " + words);
    this.phase = phase;
    this.code = code;
  }

  static RemoteException of(Phase phase, StatusException e) {
    return new RemoteException(phase, e.getStatus().getCode(), words(e.getStatus()));
  }

  public Phase phase() {
    return phase;
  }

  Status.Code code() {
    return code;
  }

  /** gRPC tells what is wrong with a connection, such as a bad certificate, only in the causes. */
  private static String words(Status status) {
    String description = status.getDescription();
    StringBuilder words = new StringBuilder(description == null ? "" : description);
    Throwable cause = status.getCause();
    for (int i = 0; cause != null && i < 5; i++) {
      String more = cause.getMessage();
      if (more != null && words.indexOf(more) < 0) {
        words.append(words.length() == 0 ? "" : ", ").append(more);
      }
      cause = cause.getCause();
    }
    return words.toString();
  }
}
