package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver is a file that only has to look like a program; what it answers is made up. */
final class DriverMemoTest {

  @TempDir Path folder;
  private CacheFolder cache;
  private Path driver;
  private Path linker;
  private Path start;
  private final Driver asked = new Driver();

  /** Answers, and counts how often it was asked. */
  private final class Driver implements ProcessRunner {
    private int times;
    private int status;
    private String before = "";
    private Runnable meanwhile = () -> {};
    private String warning = "";

    @Override
    public ProcessResult run(Command command) {
      times++;
      meanwhile.run();
      String answer =
          "clang version 22.1.0\nTarget: x86_64-pc-linux-gnu\nThread model: posix\n"
              + "InstalledDir: /nowhere\n"
              + warning
              + before
              + " \""
              + linker
              + "\" \"-o\" \"out\" \""
              + start
              + "\" \"a.o\" \"-lc\"\n";
      return new ProcessResult(status, "", answer);
    }
  }

  @BeforeEach
  void install() throws IOException {
    cache = new CacheFolder(folder.resolve("cache"));
    driver = program("bin/clang++", "1");
    linker = program("bin/ld.lld", "1");
    start = folder.resolve("gcc/12/crtbegin.o");
    Files.createDirectories(start.getParent());
    Files.writeString(start, "");
    Files.writeString(folder.resolve("a.o"), "");
    Files.writeString(folder.resolve("more.rsp"), "-lm");
  }

  private Path program(String name, String version) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Path made = Files.writeString(folder.resolve("made"), "\177ELF" + version);
    assertTrue(made.toFile().setExecutable(true));
    return Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> line(String... more) {
    List<String> words = new ArrayList<>(List.of(driver.toString(), "-###", "a.o"));
    words.addAll(List.of(more));
    return words;
  }

  /** How often the driver is asked for this line. */
  private int asks(String... more) throws IOException, InterruptedException {
    Thread.sleep(20); // what changed while it answers isn't remembered
    int before = asked.times;
    ProcessResult answer = new DriverMemo(asked, cache, false).run(Command.of(line(more), folder));
    assertTrue(asked.status != 0 || answer.stderr().contains("\"-lc\""), answer::toString);
    return asked.times - before;
  }

  @Test
  void sameQuestion_isAskedOnce() throws IOException, InterruptedException {
    assertEquals(1, asks());
    assertEquals(0, asks());
    assertEquals(0, asks());
    assertEquals(1, asks("-O2"));
    assertEquals(0, asks("-O2"));
  }

  @Test
  void fresh_asksAgain() throws IOException, InterruptedException {
    assertEquals(1, asks());
    new DriverMemo(asked, cache, true).run(Command.of(line(), folder));
    assertEquals(2, asked.times);
    assertEquals(0, asks());
  }

  @Test
  void otherFolder_asksAgain() throws IOException, InterruptedException {
    assertEquals(1, asks());
    Path other = Files.createDirectory(folder.resolve("other"));
    new DriverMemo(asked, cache, false).run(Command.of(line(), other));
    assertEquals(2, asked.times);
  }

  @Test
  void responseFiles_areRead() throws IOException, InterruptedException {
    assertEquals(1, asks("@more.rsp"));
    assertEquals(0, asks("@more.rsp"));
    Files.writeString(folder.resolve("more.rsp"), "-lz");
    assertEquals(1, asks("@more.rsp"));
  }

  @Test
  void whatTheDriverFound_isLookedAt() throws IOException, InterruptedException {
    assertEquals(1, asks());
    driver = program("bin/clang++", "2");
    assertEquals(1, asks(), "another driver");
    linker = program("bin/ld.lld", "2");
    assertEquals(1, asks(), "another linker");
    Files.createDirectory(folder.resolve("gcc/13"));
    assertEquals(1, asks(), "another gcc");
    assertEquals(0, asks());
    Files.writeString(folder.resolve("bin/clang++.cfg"), "-O3");
    assertEquals(1, asks(), "a file beside the driver");
    assertEquals(0, asks());
    Files.delete(start);
    assertEquals(1, asks(), "a start file is gone");
  }

  @Test
  void configurationFiles_areLookedAt() throws IOException, InterruptedException {
    Path configuration = Files.writeString(folder.resolve("some.cfg"), "-O2");
    asked.warning = "Configuration file: " + configuration + "\n";
    assertEquals(1, asks());
    assertEquals(0, asks());
    Files.writeString(configuration, "-O3 ");
    assertEquals(1, asks());
  }

  @Test
  void inputThatIsGone_isOutdated() throws IOException, InterruptedException {
    asks();
    DriverMemo memo = new DriverMemo(asked, cache, false);
    memo.run(Command.of(line(), folder));
    assertFalse(memo.isOutdated(folder));
    Files.delete(folder.resolve("a.o"));
    assertTrue(memo.isOutdated(folder));
  }

  @Test
  void scripts_areAskedEachTime() throws IOException, InterruptedException {
    Files.writeString(driver, "#!/bin/sh\n");
    assertEquals(1, asks());
    assertEquals(1, asks());
  }

  @Test
  void failuresAndTemporaryFiles_areNotRemembered() throws IOException, InterruptedException {
    asked.status = 1;
    assertEquals(1, asks());
    assertEquals(1, asks());
    asked.status = 0;
    asked.warning = "clang: error: no such file or directory: 'b.o'\n";
    assertEquals(1, asks());
    assertEquals(1, asks());
    asked.warning = "";
    asked.before = " \"" + driver + "\" \"-cc1\" \"-o\" \"/tmp/x-123.o\"\n";
    assertEquals(1, asks());
    assertEquals(1, asks());
    asked.before = "";
    assertEquals(1, asks());
    assertEquals(0, asks());
  }

  @Test
  void changedWhileItAnswers_isNotRemembered() throws IOException, InterruptedException {
    asked.meanwhile = () -> assertTrue(linker.toFile().setLastModified(System.currentTimeMillis()));
    assertEquals(1, asks());
    asked.meanwhile = () -> {};
    assertEquals(1, asks());
    assertEquals(0, asks());
  }

  @Test
  void otherCommands_areRun() throws IOException, InterruptedException {
    DriverMemo memo = new DriverMemo(asked, cache, false);
    Command version = Command.of(List.of(driver.toString(), "--version"), folder);
    memo.run(version);
    memo.run(version);
    assertEquals(2, asked.times);
  }

  @Test
  void damagedMemo_isAskedAgain() throws IOException, InterruptedException {
    assertEquals(1, asks());
    List<Path> memos = new ArrayList<>();
    try (var files = Files.walk(cache.file("drivers"))) {
      files.filter(Files::isRegularFile).forEach(memos::add);
    }
    assertEquals(1, memos.size());
    byte[] bytes = Files.readAllBytes(memos.get(0));
    bytes[bytes.length / 2] ^= 1;
    Files.write(memos.get(0), bytes);
    assertEquals(1, asks());
    assertEquals(0, asks());
  }
}
