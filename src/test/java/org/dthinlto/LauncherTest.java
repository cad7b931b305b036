package org.dthinlto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher with a program of the test's own beside it, which prints what reached it. Knows
 * nothing of the real program.
 */
final class LauncherTest {

  /** Prints its arguments and some surroundings, one per line; exits with the last's length. */
  private static final String PROBE =
      """
      package org.dthinlto;

      public final class Main {
        public static void main(String[] args) throws Exception {
          var out = new java.io.PrintStream(System.out, true, "UTF-8");
          out.println("user LC_ALL=" + System.getenv("DTHINLTO_USER_LC_ALL"));
          out.println("probe=" + System.getProperty("probe"));
          for (String a : args) {
            out.println("arg=" + a + (new java.io.File(a).isFile() ? " is a file" : ""));
          }
          String[] names = new java.io.File(".").list();
          java.util.Arrays.sort(names);
          for (String n : names) {
            out.println("listed=" + n);
          }
          System.exit(args.length);
        }
      }
      """;

  /** A name with a blank and with characters of two, three and four bytes. */
  private static final String NAME = "na\u00efve \u6587 \ud83d\ude00";

  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir static Path tmp;

  private static Path installed;

  private record Outcome(int status, List<String> out, String err) {}

  // No character beyond 16 bits here: JDK 17 can't load a jar from such a folder.
  @BeforeAll
  static void install() throws IOException {
    installed = tmp.resolve("na\u00efve \u6587 place");
    Files.createDirectories(installed.resolve("lib"));
    Files.copy(launcher(), installed.resolve("dthinlto"));
    assertTrue(installed.resolve("dthinlto").toFile().setExecutable(true));
    Path source = Files.writeString(tmp.resolve("Main.java"), PROBE);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", tmp.toString(), source.toString());
    assertEquals(0, status);
    Path jar = installed.resolve("lib").resolve("dthinlto.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("org/dthinlto/Main.class"));
      out.write(Files.readAllBytes(tmp.resolve("org/dthinlto/Main.class")));
    }
  }

  private static Path launcher() {
    return Path.of("src", "main", "launcher", "dthinlto").toAbsolutePath();
  }

  /** Runs a command in a folder with nothing in its environment but what is given. */
  private static Outcome run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path err = Files.createTempFile(tmp, "err", "");
    builder.redirectError(err.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), out.lines().toList(), Files.readString(err));
  }

  private static Path folder(String name) throws IOException {
    return Files.createDirectories(tmp.resolve(name));
  }

  private static List<String> args(Outcome outcome) {
    List<String> args = new ArrayList<>();
    for (String line : outcome.out) {
      if (line.startsWith("arg=")) {
        args.add(line.substring(4));
      }
    }
    return args;
  }

  @Test
  void argumentsAndExitStatusPassUnchanged() throws Exception {
    String[] words = {"link", "", "a b", "*", "@x.rsp", "$HOME", "--", "-Wl,\"q\"", "\\", NAME};
    List<String> command = new ArrayList<>(List.of(installed + "/dthinlto"));
    command.addAll(Arrays.asList(words));
    Outcome got =
        run(folder("arguments"), Map.of("JAVA_HOME", JAVA_HOME), command.toArray(String[]::new));
    assertEquals("", got.err);
    assertEquals(List.of(words), args(got));
    assertEquals(words.length, got.status);
  }

  @Test
  void itRunsFromWhereverItIsCalled() throws Exception {
    Path elsewhere = folder("elsewhere");
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), installed.resolve("dthinlto"));
    Path linkToLink = Files.createSymbolicLink(elsewhere.resolve("again"), Path.of("link"));
    Path folderLink = Files.createSymbolicLink(elsewhere.resolve("folder"), installed);
    Map<String, String> environment =
        Map.of("JAVA_HOME", JAVA_HOME, "PATH", installed + ":/usr/bin:/bin");
    List<List<String>> commands =
        List.of(
            List.of(installed + "/dthinlto", "x"),
            List.of("../" + installed.getFileName() + "/dthinlto", "x"),
            List.of(link.toString(), "x"),
            List.of(linkToLink.toString(), "x"),
            List.of("./link", "x"),
            List.of(folderLink + "/dthinlto", "x"),
            List.of("sh", "-c", "dthinlto x"),
            List.of("env", "dthinlto", "x"));
    for (List<String> command : commands) {
      Outcome got = run(elsewhere, environment, command.toArray(String[]::new));
      assertEquals(List.of("x"), args(got), command + ": " + got);
      assertEquals(1, got.status, command.toString());
    }
    Outcome inPlace = run(installed, environment, "sh", "dthinlto", "x");
    assertEquals(List.of("x"), args(inPlace), inPlace.toString());
  }

  /** As the release archive and the Debian package lay it out. */
  @Test
  void itFindsItsJarBesideBinsFolder() throws Exception {
    Path prefix = folder("pre fix");
    Files.createDirectories(prefix.resolve("bin"));
    Files.createDirectories(prefix.resolve("lib/dthinlto"));
    Files.copy(launcher(), prefix.resolve("bin/dthinlto"));
    Files.copy(installed.resolve("lib/dthinlto.jar"), prefix.resolve("lib/dthinlto/dthinlto.jar"));
    assertTrue(prefix.resolve("bin/dthinlto").toFile().setExecutable(true));
    Path link = Files.createSymbolicLink(tmp.resolve("linked"), prefix.resolve("bin/dthinlto"));
    Map<String, String> environment = Map.of("JAVA_HOME", JAVA_HOME, "PATH", "/usr/bin:/bin");
    for (Path command : List.of(prefix.resolve("bin/dthinlto"), link)) {
      Outcome got = run(tmp, environment, command.toString(), "x");
      assertEquals(List.of("x"), args(got), got.toString());
    }
    Files.delete(prefix.resolve("lib/dthinlto/dthinlto.jar"));
    assertEquals(List.of(), args(run(tmp, environment, link.toString(), "x")));
  }

  @Test
  void fileNamesSurviveThePosixLocale() throws Exception {
    Path folder = folder("names");
    Files.writeString(folder.resolve(NAME), "");
    for (String locale : List.of("C", "POSIX", "de_DE.ISO-8859-1", "")) {
      Map<String, String> environment = Map.of("JAVA_HOME", JAVA_HOME, "LC_ALL", locale);
      Outcome got = run(folder, environment, installed + "/dthinlto", NAME);
      assertEquals(
          List.of(
              "user LC_ALL=" + locale,
              "probe=null",
              "arg=" + NAME + " is a file",
              "listed=" + NAME),
          got.out);
    }
  }

  @Test
  void anUnsetLocaleIsPassedAsADash() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", JAVA_HOME, "LANG", "C");
    Outcome got = run(folder("dash"), environment, installed + "/dthinlto");
    assertEquals("user LC_ALL=-", got.out.get(0));
  }

  @Test
  void javaOptionsAreSplitIntoWordsButNotExpanded() throws Exception {
    Path folder = folder("options");
    Files.writeString(folder.resolve("-Dprobe=x"), "");
    Map<String, String> environment =
        Map.of("JAVA_HOME", JAVA_HOME, "DTHINLTO_JAVA_OPTS", "-Dother=1  -Dprobe=*");
    Outcome got = run(folder, environment, installed + "/dthinlto");
    assertEquals("probe=*", got.out.get(1));
  }

  private static Path script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  @Test
  void calledLikeADriverItLinksByThat() throws Exception {
    Path folder = folder("names of drivers");
    Map<String, String> environment = Map.of("JAVA_HOME", JAVA_HOME, "PATH", folder + ":/usr/bin");
    for (String name : List.of("clang", "x86_64-linux-gnu-clang-16", "clang++-22", "ld.lld-14")) {
      Path link = folder.resolve("dthinlto-" + name);
      Files.createSymbolicLink(link, installed.resolve("dthinlto"));
      Outcome got = run(folder, environment, link.toString(), "main.o", "-o", "a b");
      assertEquals(List.of("link", "--", name, "main.o", "-o", "a b"), args(got), got.toString());
    }
    for (String name : List.of("dthinlto-0.1.0", "dthinlto-clang-tidy", "clang")) {
      Path link = folder.resolve(name);
      Files.createSymbolicLink(link, installed.resolve("dthinlto"));
      Outcome got = run(folder, environment, link.toString(), "x");
      assertEquals(List.of("x"), args(got), got.toString());
    }
  }

  @Test
  void linesThatOnlyCompileStartNoJava() throws Exception {
    Path folder = folder("compiles");
    script(folder.resolve("clang++-22"), "printf 'compiled=%s\\n' \"$@\"\nexit 3\n");
    String driver = folder.resolve("clang++-22").toString();
    Map<String, String> environment = Map.of("PATH", folder.toString());
    for (String option : List.of("-c", "-S", "-E", "-MM", "-fsyntax-only", "--version")) {
      List<String> expected = List.of("compiled=a b.cc", "compiled=" + option, "compiled=*");
      for (List<String> front :
          List.of(
              List.of("link", "--", driver),
              List.of("link", driver),
              List.of("link", "--touch", "-j", "4", "-j2", driver),
              List.of("link", "--strict", "--jobs=3", "--", driver))) {
        List<String> command = new ArrayList<>(List.of(installed + "/dthinlto"));
        command.addAll(front);
        command.addAll(List.of("a b.cc", option, "*"));
        Outcome got = run(folder, environment, command.toArray(String[]::new));
        assertEquals(expected, got.out, got.toString());
        assertEquals(3, got.status);
      }
    }
    Path link = folder.resolve("dthinlto-clang++-22");
    Files.createSymbolicLink(link, installed.resolve("dthinlto"));
    Map<String, String> found = Map.of("PATH", folder + ":/usr/bin:/bin");
    assertEquals(List.of("compiled=-c"), run(folder, found, link.toString(), "-c").out);
  }

  @Test
  void otherLinesStartJava() throws Exception {
    Path folder = folder("links");
    String driver = script(folder.resolve("clang"), "echo compiled\n").toString();
    String tool = installed + "/dthinlto";
    Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", JAVA_HOME));
    for (List<String> words :
        List.of(
            List.of("link", "--", driver, "main.o", "-o", "main"),
            List.of("link", "--", driver, "main.o", "-Xlinker", "-E"),
            List.of("link", "--", driver, "@more.rsp"),
            List.of("link", "--keep", "--", driver, "-c", "x.c"),
            List.of("link", "-j"),
            List.of("link", "-j", "--", driver, "-c"),
            List.of("link", "--", "no-such-clang", "-c", "x.c"),
            List.of("link", "--", "ld.lld", "-c"),
            List.of("link", "--"),
            List.of("backends", "--", driver, "-c", "x.c"))) {
      List<String> command = new ArrayList<>(List.of(tool));
      command.addAll(words);
      Outcome got = run(folder, environment, command.toArray(String[]::new));
      assertEquals(words.size(), got.status, got.toString());
      assertEquals("arg=" + words.get(0), got.out.get(2), got.toString());
    }
    environment.put("DTHINLTO_SUMMARY", "x.json");
    assertEquals(5, run(folder, environment, tool, "link", "--", driver, "-c", "x.c").status);
  }

  @Test
  void noOtherProgramIsNeeded() throws Exception {
    Path folder = folder("nothing");
    Map<String, String> environment = Map.of("JAVA_HOME", JAVA_HOME, "PATH", folder.toString());
    Outcome got = run(folder, environment, installed + "/dthinlto", "x");
    assertEquals(List.of("x"), args(got), got.toString());
  }

  @Test
  void withoutJavaHomeTheJavaOfPathIsTaken() throws Exception {
    Path folder = folder("fake");
    Path fake = Files.writeString(folder.resolve("java"), "#!/bin/sh\necho \"fake $#\"\n");
    assertTrue(fake.toFile().setExecutable(true));
    for (String home : List.of("", "/no/such/folder")) {
      Map<String, String> environment = Map.of("JAVA_HOME", home, "PATH", folder.toString());
      Outcome got = run(folder, environment, installed + "/dthinlto", "x");
      assertTrue(got.out.get(0).startsWith("fake "), got.toString());
    }
  }

  @Test
  void withoutJavaItSaysSo() throws Exception {
    Path folder = folder("nojava");
    Outcome got = run(folder, Map.of("PATH", folder.toString()), installed + "/dthinlto", "x");
    assertEquals(1, got.status);
    assertEquals(
        "dthinlto: error: 'java': not found, install Java 17 or newer or set JAVA_HOME\n", got.err);
  }

  @Test
  void aColonInItsFolderIsAnError() throws Exception {
    Path folder = folder("a:b");
    Files.copy(launcher(), folder.resolve("dthinlto"));
    Outcome got = run(folder, Map.of("JAVA_HOME", JAVA_HOME), "/bin/sh", folder + "/dthinlto", "x");
    assertEquals(1, got.status);
    assertEquals(
        "dthinlto: error: '"
            + folder
            + "': java can't load a program from a folder with ':' in its name\n",
        got.err);
  }
}
