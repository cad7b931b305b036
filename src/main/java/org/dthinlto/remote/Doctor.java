package org.dthinlto.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.ProcessRunner;

/**
 * Finds out whether a server can run backend jobs, one thing after the other, as a link would need
 * them; stops at the first that links can't do without. Doesn't know how it is told.
 */
public final class Doctor {

  static final int REACH_MILLIS = 10_000;
  private final Endpoint endpoint;
  private final RemoteSettings settings;
  private final Patient patient;
  private final ProcessRunner runner;
  private final Voice voice;

  /**
   * What is to be tried.
   *
   * @param executes whether the server is to run jobs, or only to keep results
   * @param clang the compiler here, absolute
   * @param sent whether it is sent along
   * @param folder an empty one, for files
   */
  public record Patient(boolean executes, Path clang, boolean sent, Path folder) {}

  /** Who tells it. */
  public interface Voice {

    /** A thing can be done. */
    void ok(String step, String what, long millis);

    /**
     * A thing can't be done.
     *
     * @param advice what to do; may be empty
     */
    void failed(String step, String why, String advice, long millis);
  }

  /** One thing to try; returns what there is to say of it. */
  interface Step {
    String run() throws IOException, InterruptedException;
  }

  /** What the server can't do, and what to do about it. */
  static final class Trouble extends IOException {
    private static final long serialVersionUID = 1L;
    private final String advice;

    Trouble(String why, String advice) {
      super(why);
      this.advice = advice;
    }
  }

  public Doctor(
      Endpoint endpoint,
      RemoteSettings settings,
      Patient patient,
      ProcessRunner runner,
      Voice voice) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.patient = patient;
    this.runner = runner;
    this.voice = voice;
  }

  /**
   * Tries all.
   *
   * @return whether jobs can be run, or results kept if that is all that is wanted
   */
  public boolean examine() throws InterruptedException {
    if (!step("reach", this::reach)) {
      return false;
    }
    try (Connection connection = Connection.open(endpoint, "doctor")) {
      return new Examination(this, connection, settings, patient, runner).run();
    } catch (IOException e) {
      voice.failed("connection", IoText.of(e), "", 0);
      return false;
    }
  }

  Voice voice() {
    return voice;
  }

  /** Tries one thing; returns whether it can be done. */
  boolean step(String name, Step step) throws InterruptedException {
    long start = System.nanoTime();
    try {
      String what = step.run();
      voice.ok(name, what, millis(start));
      return true;
    } catch (Trouble e) {
      voice.failed(name, String.valueOf(e.getMessage()), e.advice, millis(start));
    } catch (RemoteException e) {
      voice.failed(name, e.phase() + " failed, " + e.getMessage(), advice(e), millis(start));
    } catch (IOException e) {
      voice.failed(name, IoText.of(e), "", millis(start));
    }
    return false;
  }

  static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** What to do about what a server said. */
  static String advice(RemoteException e) {
    return switch (e.code()) {
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          "say who you are with --remote-header, --remote-token-file,"
              + " --remote-credential-helper or --remote-cert";
      case INVALID_ARGUMENT, NOT_FOUND -> "check --remote-instance";
      case UNIMPLEMENTED -> "another kind of server listens there, check host and port";
      case DEADLINE_EXCEEDED ->
          e.phase() == RemoteException.Phase.EXECUTE
              ? "is there a worker, with the properties of --remote-property?"
              : "try --remote-timeout";
      default -> "";
    };
  }

  /** A bare connection, to tell a wrong address from all else. */
  private String reach() throws IOException {
    String host = endpoint.host();
    boolean brackets = host.startsWith("[");
    InetSocketAddress address =
        new InetSocketAddress(
            brackets ? host.substring(1, host.length() - 1) : host, endpoint.port());
    try (Socket socket = new Socket()) {
      if (address.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      socket.connect(address, REACH_MILLIS);
      return "'" + endpoint + "' takes connections";
    } catch (UnknownHostException e) {
      throw new Trouble("no machine is called '" + host + "'", "check the endpoint");
    } catch (SocketTimeoutException e) {
      throw new Trouble(
          "'" + endpoint + "' does not answer in " + REACH_MILLIS / 1000 + " s",
          "check host, port and firewalls");
    } catch (IOException e) {
      throw new Trouble("'" + endpoint + "': " + e.getMessage(), "check host and port");
    }
  }
}
