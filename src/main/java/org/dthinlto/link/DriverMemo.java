package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.cache.Name;
import org.dthinlto.cache.RecordReader;
import org.dthinlto.cache.RecordWriter;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.thinlink.Lines;
import org.jspecify.annotations.Nullable;

/**
 * Runs processes, but for a clang driver that is asked with {@code -###} what it asked before: that
 * answer is remembered. It depends on the driver's own file, its words, the environment, and on
 * what the driver finds on the disk: gcc's folders, start files, the linker. Whether the user's
 * inputs are there is not checked here.
 */
final class DriverMemo implements ProcessRunner {

  private static final String KIND = "dthinlto-driver-1";

  private final ProcessRunner runner;
  private final CacheFolder cache;
  private final boolean fresh;
  private List<String> inputs = List.of();
  private String question = "";

  /**
   * @param fresh whether to ask again whatever is remembered
   */
  DriverMemo(ProcessRunner runner, CacheFolder cache, boolean fresh) {
    this.runner = runner;
    this.cache = cache;
    this.fresh = fresh;
  }

  /**
   * Whether an answer was given from memory, and one of the user's inputs is gone since: the driver
   * would complain of that.
   */
  boolean isOutdated(Path folder) {
    for (String input : inputs) {
      if (!Files.exists(folder.resolve(input))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ProcessResult run(Command command) throws IOException, InterruptedException {
    List<String> argv = command.argv();
    Path driver =
        argv.size() > 1 && argv.get(1).equals("-###")
            ? Programs.find(argv.get(0), command.directory())
            : null;
    if (driver == null) {
      return runner.run(command);
    }
    Path real = driver.toRealPath();
    StringBuilder key = new StringBuilder();
    key.append(driver).append('\n').append(real).append('\n').append(command.directory());
    key.append('\n').append(Variables.ofLinks(System.getenv()));
    for (String word : argv) {
      Question.add(word, key);
    }
    List<String> expanded = ResponseFile.expand(argv, command.directory());
    for (String word : expanded) {
      Question.add(word, key);
    }
    key.append('\n').append(JobSurroundings.processor(expanded));
    question = key.toString();
    Path memo = cache.file("drivers/" + Name.of(question));
    String known = fresh ? null : answer(memo);
    if (known != null) {
      return new ProcessResult(0, "", known);
    }
    long begin = FileStamp.now();
    ProcessResult result = runner.run(command);
    if (result.ok() && !DriverExpansion.hasError(result.stderr()) && Programs.isBinary(real)) {
      remember(
          memo,
          command,
          List.of(real, Programs.folderOf(real), Programs.folderOf(driver)),
          result.stderr(),
          begin);
    }
    return result;
  }

  /** The answer that is remembered, if what it depends on is as it was. */
  private @Nullable String answer(Path memo) {
    try {
      RecordReader in = new RecordReader(KIND, Files.readAllBytes(memo));
      if (!in.text().equals(question)) {
        return null; // of another line
      }
      int count = in.count();
      for (int i = 0; i < count; i++) {
        Path file = Path.of(in.text());
        if (!in.stamp().equals(FileStamp.of(file))) {
          return null;
        }
      }
      for (String present : in.texts()) {
        if (!Files.exists(Path.of(present))) {
          return null;
        }
      }
      for (String absent : in.texts()) {
        if (Files.exists(Path.of(absent))) {
          return null;
        }
      }
      inputs = in.texts();
      return in.text();
    } catch (IOException e) {
      return null; // nothing is remembered, or something is gone
    }
  }

  private void remember(Path memo, Command command, List<Path> driver, String answer, long begin) {
    DriverExpansion commands = DriverExpansion.parse(answer);
    if (commands.version().isEmpty()
        || commands.linker().isEmpty()
        || !commands.before().isEmpty()
        || !commands.after().isEmpty()) {
      return; // it names temporary files, or is no clang's
    }
    List<Path> seen = new ArrayList<>(driver);
    Set<String> own = new HashSet<>(command.argv());
    List<String> used = new ArrayList<>();
    List<String> present = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (String line : Lines.of(answer)) {
      if (line.startsWith(Tools.CONFIGURATION)) {
        seen.add(Path.of(line.substring(Tools.CONFIGURATION.length())));
      }
    }
    List<String> words = commands.linker();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean output = words.get(i - 1).equals("-o");
      if (output || word.startsWith("-") || !Files.exists(command.directory().resolve(word))) {
        continue;
      }
      if (own.contains(word)) {
        used.add(word);
      } else if (word.startsWith("/")) {
        present.add(word);
        if (LinkLine.baseName(word).startsWith("crtbegin")) {
          seen.add(
              Programs.folderOf(Programs.folderOf(Path.of(word)))); // all installed versions of gcc
        }
      }
    }
    addLinker(words.get(0), seen, absent);
    RecordWriter out = new RecordWriter(KIND);
    out.add(question).add(seen.size());
    try {
      for (Path file : seen) {
        FileStamp stamp = FileStamp.of(file);
        if (!stamp.isSettled(begin + FileStamp.UNSETTLED_NANOS)) {
          return; // the driver may have seen it before it was changed
        }
        out.add(file.toString()).add(stamp);
      }
      cache.write(memo, out.add(present).add(absent).add(used).add(answer).bytes());
    } catch (IOException e) {
      return; // it is asked again next time
    }
  }

  /** The linker's file, and where another one would have been found before it. */
  private static void addLinker(String linker, List<Path> seen, List<String> absent) {
    Path file = Path.of(linker);
    if (!file.isAbsolute()) {
      return;
    }
    seen.add(file);
    for (String entry : Lines.split(System.getenv().getOrDefault("PATH", ""), ':')) {
      if (Path.of(entry).equals(Programs.folderOf(file))) {
        return;
      }
      Path other = Path.of(entry).resolve(LinkLine.baseName(linker));
      if (!Files.exists(other)) {
        absent.add(other.toString());
      }
    }
  }
}
