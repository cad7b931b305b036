package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi.Action;
import org.dthinlto.remote.api.Reapi.Command;
import org.dthinlto.remote.api.Reapi.Directory;
import org.dthinlto.remote.api.Reapi.DirectoryNode;
import org.dthinlto.remote.api.Reapi.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Makes actions of the jobs of one link. What jobs have in common, such as a module that many
 * import from or the compiler that is sent along, is made once. Used by many threads; sends
 * nothing.
 */
final class Actions {

  /** Where a program without a slash in its name is looked for on the worker. */
  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

  /**
   * Where jobs run in the input root. Not in the root itself: some sandboxes make that the root of
   * the file system, in which a folder of ours that is called {@code lib} or {@code usr} is hidden
   * by the worker's own.
   */
  private static final String FOLDER = "tree";

  private final Path tree;
  private final FileDigests digests;
  private final RemoteSettings settings;
  private final Toolchain toolchain;
  private final Platform platform;
  private final ByteString salt;
  private final Map<String, InputRoot.Input> inputs = new ConcurrentHashMap<>();

  private InputRoot.@Nullable Shared compiler; // guarded by this

  /**
   * Reads nothing yet.
   *
   * @param tree the staging tree
   * @param digests of files in the tree, and of the compiler's
   */
  Actions(Path tree, FileDigests digests, RemoteSettings settings, Toolchain toolchain) {
    this.tree = tree;
    this.digests = digests;
    this.settings = settings;
    this.toolchain = toolchain;
    this.platform = platform(settings.properties());
    this.salt = ByteString.copyFromUtf8(settings.salt().hex());
  }

  Toolchain toolchain() {
    return toolchain;
  }

  /**
   * A job as the API wants it. Takes the digests of all that it reads.
   *
   * @throws IOException if an input can't be read or sent
   */
  RemoteAction of(BackendJob job, Capabilities capabilities) throws IOException {
    List<InputRoot.Input> read = new ArrayList<>(job.inputs().size());
    for (String name : job.inputs()) {
      InputRoot.Input input = inputs.get(name);
      if (input == null) {
        input = InputRoot.Input.of(name, Blob.of(tree.resolve(name), digests), false);
        inputs.put(name, input);
      }
      read.add(input);
    }
    Command.Builder command = command(job.argv());
    // Staged names are ASCII, in which Java's order is that of the bytes.
    TreeSet<String> outputs = new TreeSet<>(job.outputs());
    if (capabilities.outputPaths()) {
      command.addAllOutputPaths(outputs);
    } else {
      command.addAllOutputFiles(outputs);
    }
    return action(command.build(), new InputRoot(read, compiler()), false);
  }

  /**
   * The compiler, called with other words and without files of the link; its result is not kept.
   *
   * @param argv as of a job
   */
  RemoteAction question(List<String> argv) throws IOException {
    return action(command(argv).build(), new InputRoot(List.of(), compiler()), true);
  }

  /** How the compiler is called there. */
  String program(String here) {
    if (toolchain.isSent()) {
      return toolchain.program();
    }
    return settings.compiler().isEmpty() ? here : settings.compiler();
  }

  private Command.Builder command(List<String> words) {
    List<String> argv = new ArrayList<>(words);
    argv.set(0, program(argv.get(0)));
    SortedMap<String, String> variables = new TreeMap<>(settings.variables());
    if (argv.get(0).indexOf('/') < 0) {
      variables.putIfAbsent("PATH", USUAL_PATH);
    }
    if (toolchain.isSent()) {
      variables.put("LD_LIBRARY_PATH", toolchain.libraryPath());
    }
    Command.Builder command =
        Command.newBuilder()
            .addAllArguments(argv)
            .setWorkingDirectory(FOLDER)
            .setPlatform(platform);
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      command.addEnvironmentVariables(
          Command.EnvironmentVariable.newBuilder()
              .setName(variable.getKey())
              .setValue(variable.getValue()));
    }
    return command;
  }

  private RemoteAction action(Command said, InputRoot root, boolean forgotten) {
    Blob command = Blob.of(said.toByteString());
    Blob above =
        Blob.of(
            Directory.newBuilder()
                .addDirectories(DirectoryNode.newBuilder().setName(FOLDER).setDigest(root.id()))
                .build()
                .toByteString());
    Action.Builder message =
        Action.newBuilder()
            .setCommandDigest(command.id())
            .setInputRootDigest(above.id())
            .setSalt(salt)
            .setPlatform(platform);
    if (forgotten) {
      message.setDoNotCache(true);
    }
    Blob action = Blob.of(message.build().toByteString());
    List<Blob> blobs = new ArrayList<>(root.blobs().size() + 3);
    blobs.addAll(root.blobs());
    blobs.add(above);
    blobs.add(command);
    blobs.add(action);
    return new RemoteAction(action.id(), blobs);
  }

  /** The folder with the compiler; null if none is sent. */
  private synchronized InputRoot.@Nullable Shared compiler() throws IOException {
    if (compiler == null && toolchain.isSent()) {
      List<InputRoot.Input> files = new ArrayList<>();
      for (Toolchain.ToolFile file : toolchain.files()) {
        Blob blob = Blob.of(file.file(), digests);
        files.add(InputRoot.Input.of(file.name(), blob, file.executable()));
      }
      compiler = InputRoot.Shared.of(Toolchain.FOLDER, new InputRoot(files, null));
    }
    return compiler;
  }

  private static Platform platform(SortedMap<String, String> properties) {
    Platform.Builder platform = Platform.newBuilder();
    for (Map.Entry<String, String> property : properties.entrySet()) {
      platform.addProperties(
          Platform.Property.newBuilder().setName(property.getKey()).setValue(property.getValue()));
    }
    return platform.build();
  }
}
