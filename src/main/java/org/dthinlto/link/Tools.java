package org.dthinlto.link;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.cache.KeyWriter;
import org.dthinlto.cache.RecordReader;
import org.dthinlto.cache.RecordWriter;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.LoadedLibraries;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.thinlink.Lines;
import org.jspecify.annotations.Nullable;

/**
 * Says who the programs are that a link runs: clang and lld are their own files, the LLVM libraries
 * that they load and the configuration files that they read. That is found out once and remembered
 * as long as none of these files changes. Knows nothing of what the programs are run for.
 */
final class Tools {

  private static final String KIND = "dthinlto-tool-1";

  /** Parts of the names of libraries that hold what a program does. */
  private static final List<String> OWN_LIBRARIES = List.of("LLVM", "clang", "lld", "Polly");

  /** What clang says before the name of a configuration file that it read. */
  static final String CONFIGURATION = "Configuration file: ";

  private final @Nullable CacheFolder cache;
  private final FileDigests digests;
  private final Path folder;
  private final ProcessRunner runner;

  /**
   * A program.
   *
   * @param files what it consists of
   * @param identity stands for their contents
   */
  record Tool(List<Path> files, Digest identity) {
    Tool {
      files = List.copyOf(files);
    }
  }

  /**
   * @param cache where it is remembered; null: nowhere
   */
  Tools(@Nullable CacheFolder cache, FileDigests digests, Path folder, ProcessRunner runner) {
    this.cache = cache;
    this.digests = digests;
    this.folder = folder;
    this.runner = runner;
  }

  /**
   * A program by its name.
   *
   * @param compiler whether it is a clang, which may be a script that runs another
   * @throws IOException if it can't be told who it is
   */
  Tool of(String program, boolean compiler) throws IOException, InterruptedException {
    Path file = Programs.find(program, folder);
    if (file == null) {
      throw new IOException("'" + program + "': not found");
    }
    Path real = file.toRealPath();
    // A script may run another program each time.
    boolean script = !Programs.isBinary(real);
    Path memo = script ? null : memo(real);
    Tool known = memo == null ? null : remembered(memo);
    if (known != null) {
      return known;
    }
    List<Path> files = new ArrayList<>();
    List<Path> places =
        new ArrayList<>(List.of(Programs.folderOf(real), Programs.folderOf(file.toAbsolutePath())));
    files.add(real);
    Path binary = real;
    List<String> runs = List.of();
    if (script) {
      runs = compiler ? inner(file, runner) : List.of();
      binary = runs.isEmpty() ? real : Path.of("/").resolve(runs.get(0)).toRealPath();
      if (!Programs.isBinary(binary)) {
        throw new IOException("'" + program + "': does not say which clang it runs");
      }
      files.add(binary);
      places.add(Programs.folderOf(binary));
    }
    addLibraries(binary, files);
    if (compiler) {
      addConfiguration(program, files);
    }
    KeyWriter key = new KeyWriter(KIND);
    for (Path part : files) {
      key.add(digests.of(part));
    }
    for (String word : runs) {
      if (word.indexOf('/') < 0) {
        key.add(word); // what the script adds; paths only say where the same lies
      }
    }
    Tool tool = new Tool(files, key.key());
    if (memo != null) {
      remember(memo, tool, places);
    }
    return tool;
  }

  private @Nullable Path memo(Path real) {
    if (cache == null) {
      return null;
    }
    Map<String, String> environment = System.getenv();
    KeyWriter key = new KeyWriter(KIND);
    key.add(real.toString()).add(Variables.ofJobs(environment));
    return cache.file("tools/" + key.key().hex());
  }

  /** The command of the compiler proper that a script runs; empty if it doesn't say. */
  private static List<String> inner(Path script, ProcessRunner runner)
      throws IOException, InterruptedException {
    // The folder would be in the answer.
    List<String> question =
        List.of(script.toAbsolutePath().toString(), "-###", "-c", "-x", "c", "/dev/null");
    ProcessResult answer = runner.run(Command.of(question, Path.of("/")));
    DriverExpansion commands = DriverExpansion.parse(answer.stderr());
    return answer.ok() && !commands.before().isEmpty() ? commands.before().get(0) : List.of();
  }

  /** What a compiler says that it runs, if it is a script: that may change with any variable. */
  static String ofScript(String program, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    Path file = Programs.find(program, folder);
    return file == null || Programs.isBinary(file) ? "" : inner(file, runner).toString();
  }

  /** Asks the loader what it would load; a static program has nothing to be asked for. */
  private void addLibraries(Path binary, List<Path> files)
      throws IOException, InterruptedException {
    for (LoadedLibraries.Library loaded : LoadedLibraries.of(binary, folder, runner)) {
      if (loaded.file().isEmpty()) {
        continue;
      }
      Path library = Path.of(loaded.file());
      String name = String.valueOf(library.getFileName());
      for (String part : OWN_LIBRARIES) {
        if (name.contains(part)) {
          files.add(library.toRealPath());
          break;
        }
      }
    }
  }

  private void addConfiguration(String program, List<Path> files)
      throws IOException, InterruptedException {
    ProcessResult answer = runner.run(Command.of(List.of(program, "--version"), folder));
    for (String line : Lines.of(answer.stdout() + "\n" + answer.stderr())) {
      if (line.startsWith(CONFIGURATION)) {
        files.add(folder.resolve(line.substring(CONFIGURATION.length())));
      }
    }
  }

  /** The tool, if all its files and the folders in which they were found are as they were. */
  private static @Nullable Tool remembered(Path memo) {
    try {
      RecordReader in = new RecordReader(KIND, Files.readAllBytes(memo));
      Digest identity = in.digest();
      List<Path> files = new ArrayList<>();
      int count = in.count();
      for (int i = 0; i < count; i++) {
        boolean part = in.small() != 0;
        Path file = Path.of(in.text());
        if (!in.stamp().equals(FileStamp.of(file))) {
          return null;
        }
        if (part) {
          files.add(file);
        }
      }
      return new Tool(files, identity);
    } catch (IOException e) {
      return null; // not known yet, or gone
    }
  }

  private void remember(Path memo, Tool tool, List<Path> places) {
    RecordWriter out = new RecordWriter(KIND);
    out.add(tool.identity()).add(tool.files().size() + places.size());
    long now = FileStamp.now();
    try {
      for (Path file : tool.files()) {
        FileStamp stamp = digests.stamp(file);
        if (!stamp.isSettled(now)) {
          return;
        }
        out.add(1).add(file.toString()).add(stamp);
      }
      for (Path place : places) {
        out.add(0).add(place.toString()).add(FileStamp.of(place));
      }
      requireNonNull(cache).write(memo, out.bytes());
    } catch (IOException e) {
      return; // found out again next time
    }
  }
}
