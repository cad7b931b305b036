package org.dthinlto.remote;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call, handed on message by message as bytes, as fast as both sides take them. Knows nothing
 * of the API; what happens to the messages is up to a hook.
 */
final class PassThrough extends ServerCall.Listener<byte[]> {

  private final ServerCall<byte[], byte[]> near;
  private final ClientCall<byte[], byte[]> far;
  private final Hook hook;
  private final AtomicBoolean over = new AtomicBoolean();

  /** Sees the messages. */
  interface Hook {

    /** A message of the client: anything but OK ends the call with it. */
    default Status asked(byte[] question) {
      return Status.OK;
    }

    /** Whether the hook has answered this message of the client itself. */
    default boolean answers(byte[] question) {
      return false;
    }

    /**
     * A message of the server; returns what the client gets.
     *
     * @throws StatusRuntimeException to end the call with that instead
     */
    default byte[] answered(byte[] answer) {
      return answer;
    }

    /** After a message of the server was handed on: anything but OK ends the call with it. */
    default Status sent() {
      return Status.OK;
    }
  }

  private PassThrough(ServerCall<byte[], byte[]> near, ClientCall<byte[], byte[]> far, Hook hook) {
    this.near = near;
    this.far = far;
    this.hook = hook;
  }

  /** Begins. */
  static PassThrough start(
      ServerCall<byte[], byte[]> near,
      ClientCall<byte[], byte[]> far,
      Metadata headers,
      Hook hook) {
    PassThrough pass = new PassThrough(near, far, hook);
    far.start(pass.new Answers(), headers);
    near.request(1);
    far.request(1);
    return pass;
  }

  @Override
  public void onMessage(byte[] message) {
    Status status = hook.asked(message);
    if (!status.isOk()) {
      end(status, new Metadata());
      far.cancel("refused", null);
      return;
    }
    if (!over.get() && hook.answers(message)) {
      over.set(true);
      far.cancel("answered", null);
    }
    if (over.get()) {
      return;
    }
    far.sendMessage(message);
    if (far.isReady()) {
      near.request(1);
    }
  }

  @Override
  public void onHalfClose() {
    if (!over.get()) {
      far.halfClose();
    }
  }

  @Override
  public void onCancel() {
    over.set(true);
    far.cancel("the client has cancelled", null);
  }

  @Override
  public void onReady() {
    far.request(1);
  }

  private void end(Status status, Metadata trailers) {
    if (over.compareAndSet(false, true)) {
      near.close(status, trailers);
    }
  }

  private final class Answers extends ClientCall.Listener<byte[]> {

    private boolean headed;

    @Override
    public void onHeaders(Metadata headers) {
      headed = true;
      if (!over.get()) {
        near.sendHeaders(headers);
      }
    }

    @Override
    public void onMessage(byte[] message) {
      if (over.get()) {
        return;
      }
      if (!headed) {
        onHeaders(new Metadata());
      }
      byte[] answer;
      try {
        answer = hook.answered(message);
      } catch (StatusRuntimeException e) {
        end(e.getStatus(), new Metadata());
        far.cancel("refused", null);
        return;
      }
      near.sendMessage(answer);
      Status status = hook.sent();
      if (!status.isOk()) {
        end(status, new Metadata());
        far.cancel("cut", null);
      } else if (near.isReady()) {
        far.request(1);
      }
    }

    @Override
    public void onReady() {
      near.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end(status, trailers);
    }
  }
}
