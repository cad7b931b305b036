package org.dthinlto.remote;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.remote.Doctor.Trouble;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.GetCapabilitiesRequest;
import org.dthinlto.remote.api.Reapi.OutputFile;
import org.dthinlto.remote.api.Reapi.SemVer;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Doctor} tries of a server that can be reached: first what every link needs, at last a
 * real job. Each step says in a few words what it found.
 */
final class Examination {

  private static final int SMALL = 1 << 10;

  /** More than a message holds. */
  private static final int LARGE = 5 << 20;

  private final Doctor doctor;
  private final Connection connection;
  private final Endpoint endpoint;
  private final RemoteSettings settings;
  private final Doctor.Patient patient;
  private final ProcessRunner runner;
  private final RemoteCache cache;
  private final FileDigests digests = new FileDigests();
  private final Path tree;

  // What a step finds out for those after it.
  private Actions actions;
  private String version = "";
  private @Nullable ProbeJob probe;

  Examination(
      Doctor doctor,
      Connection connection,
      RemoteSettings settings,
      Doctor.Patient patient,
      ProcessRunner runner) {
    this.doctor = doctor;
    this.connection = connection;
    this.endpoint = connection.endpoint();
    this.settings = settings;
    this.patient = patient;
    this.runner = runner;
    this.cache = new RemoteCache(connection, settings);
    this.tree = patient.folder();
    this.actions = new Actions(tree, digests, settings, Toolchain.NONE);
  }

  boolean run() throws IOException, InterruptedException {
    ServerCapabilities said = capabilities();
    if (said == null
        || !doctor.step("capabilities", () -> judge(said))
        || !doctor.step("blobs", this::blobs)) {
      return false;
    }
    if (!doctor.step("here", this::here)) {
      return false;
    }
    boolean well = true;
    if (patient.executes()) {
      String compiler = patient.sent() ? "toolchain" : "compiler";
      well = doctor.step(compiler, this::compiler) && doctor.step("job", this::job);
    }
    // Links do without.
    return well && (doctor.step("action cache", this::keep) || patient.executes());
  }

  /** The first call, in which all that is wrong with a connection or an account shows. */
  private @Nullable ServerCapabilities capabilities() throws IOException, InterruptedException {
    GetCapabilitiesRequest question =
        GetCapabilitiesRequest.newBuilder().setInstanceName(endpoint.instance()).build();
    long start = System.nanoTime();
    long most = Math.min(Doctor.REACH_MILLIS, settings.callMillis());
    ServerCapabilities said = null;
    RemoteException failure = null;
    try {
      // Twice, as a token may have become too old just now.
      said =
          new Retrier(1, most)
              .call(
                  RemoteException.Phase.CONNECT,
                  () -> connection.ask(Methods.CAPABILITIES, question, most));
    } catch (RemoteException e) {
      failure = e;
    }
    long millis = Doctor.millis(start);
    Status.Code code = failure == null ? Status.Code.OK : failure.code();
    String why = failure == null ? "" : String.valueOf(failure.getMessage());
    if (Retrier.mayPass(code)) {
      doctor.voice().failed("connection", why, connectionAdvice(), millis);
      return null;
    }
    String tls = endpoint.tls() ? "encrypted" : "not encrypted";
    doctor.voice().ok("connection", "HTTP/2, " + tls, millis);
    boolean stranger = code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED;
    if (failure != null) {
      doctor
          .voice()
          .failed(
              stranger ? "authentication" : "capabilities", why, Doctor.advice(failure), millis);
      return null;
    }
    doctor.voice().ok("authentication", "the server answers " + identity(), 0);
    return said;
  }

  private String connectionAdvice() {
    return endpoint.tls()
        ? "check --remote-ca, --remote-cert and --remote-key; grpc:// is without TLS"
        : "if the server wants TLS, write grpcs://";
  }

  /** What was sent to say who we are; never its words. */
  private String identity() {
    List<String> sent = new ArrayList<>();
    int headers = endpoint.headers().size();
    if (headers > 0) {
      sent.add(headers == 1 ? "a header" : headers + " headers");
    }
    if (!endpoint.secrets().tokenFile().isEmpty()) {
      sent.add("a token");
    }
    if (!endpoint.secrets().helper().isEmpty()) {
      sent.add("what '" + endpoint.secrets().helper() + "' says");
    }
    if (!endpoint.files().certificate().isEmpty()) {
      sent.add("our certificate");
    }
    return sent.isEmpty() ? "whoever asks" : "to " + String.join(", ", sent);
  }

  private String judge(ServerCapabilities said) throws IOException {
    Capabilities capabilities = Capabilities.of(said);
    if (patient.executes() && !capabilities.executes()) {
      throw new Trouble(
          "the server executes nothing, or not for this account",
          "check --remote-instance, or use it with --remote-cache");
    }
    String zstd =
        said.getCacheCapabilities().getSupportedCompressorsList().contains(1) ? ", zstd" : "";
    return "API "
        + text(said.getLowApiVersion())
        + " to "
        + text(said.getHighApiVersion())
        + ", SHA-256, "
        + (capabilities.executes() ? "executes, " : "executes nothing, ")
        + (capabilities.updates() ? "" : "no ")
        + "cache updates, batches of "
        + capabilities.batchBytes() / 1024
        + " KiB"
        + zstd;
  }

  private String text(SemVer version) {
    return version.getMajor() + "." + version.getMinor();
  }

  private String blobs() throws IOException, InterruptedException {
    for (int size : new int[] {SMALL, LARGE}) {
      byte[] content = new byte[size];
      new Random().nextBytes(content);
      Blob blob = Blob.of(ByteString.copyFrom(content));
      cache.upload(List.of(blob));
      Path file = tree.resolve("blob");
      cache.download(blob.id(), file);
      Files.delete(file); // its digest was checked
    }
    return SMALL / 1024 + " KiB and " + LARGE / 1024 / 1024 + " MiB written and read";
  }

  private String here() throws IOException, InterruptedException {
    String clang = patient.clang().toString();
    List<String> argv = List.of(clang, "--version");
    version = CompilerCheck.firstLine(runner.run(Command.of(argv, tree)).stdout());
    if (!version.contains("clang version ")) {
      throw new Trouble(
          "'" + clang + "': no clang, its --version does not say so", "name one with --clang");
    }
    probe = ProbeJob.make(tree, clang, new Random().nextInt(Integer.MAX_VALUE), runner);
    return "'" + clang + "' is '" + version + "' and runs a job on this machine";
  }

  private String compiler() throws IOException, InterruptedException {
    long sent = cache.sentBytes();
    if (patient.sent()) {
      Toolchain toolchain = Toolchain.of(patient.clang(), runner);
      actions = new Actions(tree, digests, settings, toolchain);
    }
    String wrong =
        CompilerCheck.of(connection, cache, settings, actions, patient.clang().toString(), version);
    if (!wrong.isEmpty()) {
      int next = wrong.indexOf("; ");
      throw new Trouble(
          next < 0 ? wrong : wrong.substring(0, next), next < 0 ? "" : wrong.substring(next + 2));
    }
    if (!patient.sent()) {
      return "'" + actions.program(patient.clang().toString()) + "' is the same on the worker";
    }
    Toolchain toolchain = actions.toolchain();
    return toolchain.files().size()
        + " files of "
        + (toolchain.size() >> 20)
        + " MiB, "
        + ((cache.sentBytes() - sent) >> 20)
        + " MiB were not there; it runs on the worker";
  }

  private String job() throws IOException, InterruptedException {
    ProbeJob probe = requireNonNull(this.probe);
    RemoteAction action = actions.of(probe.job(), cache.capabilities());
    SingleRun.Outcome outcome = new SingleRun(connection, cache, settings).run(action);
    if (outcome.code() != Status.Code.OK || outcome.exitCode() != 0) {
      throw new Trouble(outcome.words() + "; action " + Blob.text(action.id()), "");
    }
    Digest id = null;
    for (OutputFile file : outcome.result().getOutputFilesList()) {
      if (file.getPath().equals(probe.job().output())) {
        id = file.getDigest();
      }
    }
    if (id == null) {
      throw new Trouble("it wrote no object; action " + Blob.text(action.id()), "");
    }
    Path file = tree.resolve("remote.o");
    cache.download(id, file);
    if (!probe.object().equals(ByteString.copyFrom(Files.readAllBytes(file)))) {
      throw new Trouble(
          "the object is not the same as from here; action " + Blob.text(action.id()),
          "--remote-toolchain upload makes sure that it is the same compiler");
    }
    return "the object is the same as from here";
  }

  /** A result of a job that ran here. */
  private String keep() throws IOException, InterruptedException {
    ProbeJob probe = requireNonNull(this.probe);
    Capabilities capabilities = cache.capabilities();
    RemoteAction action = actions.of(probe.job(), capabilities);
    if (!capabilities.updates()) {
      cache.find(action.id());
      return "can be read; takes no results from here";
    }
    Blob object = Blob.of(probe.object());
    cache.upload(action.blobs());
    cache.upload(List.of(object));
    ActionResult result =
        ActionResult.newBuilder()
            .addOutputFiles(
                OutputFile.newBuilder().setPath(probe.job().output()).setDigest(object.id()))
            .build();
    cache.update(action.id(), result);
    ActionResult found = cache.find(action.id());
    if (found == null || found.getOutputFilesCount() == 0) {
      throw new Trouble("a result that was put there is not found", "");
    }
    return "keeps results from here";
  }
}
