package org.dthinlto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.Digest;
import org.dthinlto.exec.JobResult.Origin;
import org.dthinlto.history.HistoryFiles;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {

  private record Ran(int status, String out, String err) {}

  private static final String KEY = "ab".repeat(32);

  @TempDir Path folder;

  private static Ran run(Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Cli.run(
            words,
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  private Ran explain(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "explain";
    all[1] = "--cache-dir=" + cache();
    System.arraycopy(words, 0, all, 2, words.length);
    return run(Map.of(), all);
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private static JobRecord job(String id, String name, Origin origin, String... reasons) {
    Digest digest = new Digest(KEY);
    return new JobRecord(
        id,
        name,
        digest,
        List.of("-O2", "-c", id),
        List.of(
            new JobRecord.Input(id, digest),
            new JobRecord.Input("_index/" + id, digest),
            new JobRecord.Input("main.o", digest),
            new JobRecord.Input("p.prof", digest)),
        List.of("_native/" + id),
        origin,
        1290,
        List.of(reasons));
  }

  /** Records a link of the output. */
  private void link(Path output, JobRecord... jobs) throws IOException {
    String name = output.toAbsolutePath().normalize().toString();
    Path file = cache().resolve("v1").resolve(HistoryFiles.jobs(name));
    Files.createDirectories(file.getParent());
    JobHistory history = new JobHistory("clang version 99", new Digest(KEY), "", List.of(jobs));
    Files.write(file, history.bytes());
  }

  private String linked() throws IOException {
    Path output = folder.resolve("main");
    link(
        output,
        job("main.o", "main.o", Origin.CACHE),
        job("lib.a(x.o at 1)", "lib.a(x.o)", Origin.LOCAL, "first time"),
        job("lib.a(y.o at 1)", "lib.a(y.o)", Origin.LOCAL, "now imports 'x'", "clang changed"),
        job("lib.a(y.o at 2)", "lib.a(y.o)", Origin.REMOTE_CACHE),
        job("_abs/z.o", "/z.o", Origin.REMOTE, "its index changed"));
    return output.toString();
  }

  private static void assertFails(String message, Ran ran) {
    assertEquals(new Ran(1, "", "dthinlto: error: " + message + "\n"), ran);
  }

  @Test
  void jobsThatRanAreListedInLinkOrder() throws IOException {
    assertEquals(
        new Ran(
            0,
            """
            5 jobs: 2 ran, 1 ran remotely, 1 reused, 1 reused from the remote cache
            ran 1.2 s           lib.a(x.o): first time
            ran 1.2 s           lib.a(y.o): now imports 'x'; clang changed
            ran remotely 1.2 s  /z.o: its index changed
            """,
            ""),
        explain(linked()));
  }

  @Test
  void allJobsAreListedOnRequest() throws IOException {
    String text = explain("--all", linked()).out();
    assertEquals(6, text.lines().count(), text);
    assertTrue(text.contains("\nreused              main.o\n"), text);
    assertTrue(text.contains("\nreused, remote      lib.a(y.o)\n"), text);
    assertEquals(text, explain("-a", linked()).out());
  }

  @Test
  void aLinkInWhichNothingRanHasItsSumsOnly() throws IOException {
    link(folder.resolve("one"), job("main.o", "main.o", Origin.CACHE));
    assertEquals(new Ran(0, "1 job: 0 ran, 1 reused\n", ""), explain(folder.resolve("one") + ""));
  }

  @Test
  void oneModuleIsShownInFull() throws IOException {
    String expected =
        """
        lib.a(x.o)
          result     ran 1.2 s
          why        first time
          module ID  lib.a(x.o at 1)
          key        KEY
          compiler   clang version 99
          imports    main.o
          reads      p.prof
          writes     _native/lib.a(x.o at 1)
          command    clang -O2 -c 'lib.a(x.o at 1)'
        """
            .replace("KEY", KEY);
    for (String name : List.of("lib.a(x.o)", "lib.a(x.o at 1)", "x.o", "(x")) {
      assertEquals(new Ran(0, expected, ""), explain(linked(), name), name);
    }
    String second = explain(linked(), "lib.a(y.o at 2)").out();
    assertTrue(second.startsWith("lib.a(y.o)\n  result     reused, remote\n  module"), second);
  }

  @Test
  void aNameOfSeveralModulesIsAnError() throws IOException {
    assertFails(
        "'lib.a(y.o)': may be 'lib.a(y.o at 1)' or 'lib.a(y.o at 2)'",
        explain(linked(), "lib.a(y.o)"));
    assertFails(
        "'lib.a': may be 'lib.a(x.o at 1)', 'lib.a(y.o at 1)' or 'lib.a(y.o at 2)'",
        explain(linked(), "lib.a"));
    assertFails("'o)': may be 'a.o)' or 'b.o)'", ambiguousWithout());
    JobRecord[] many = new JobRecord[9];
    for (int i = 0; i < many.length; i++) {
      many[i] = job(i + ".o", i + ".o", Origin.LOCAL);
    }
    link(folder.resolve("many"), many);
    assertFails(
        "'.o': may be '0.o', '1.o', '2.o', '3.o', '4.o' or one of 4 more",
        explain(folder.resolve("many") + "", ".o"));
  }

  private Ran ambiguousWithout() throws IOException {
    Path two = folder.resolve("two");
    link(two, job("1", "a.o)", Origin.LOCAL), job("2", "b.o)", Origin.LOCAL));
    return explain(two.toString(), "o)");
  }

  @Test
  void aNameOfNoModuleIsAnError() throws IOException {
    String output = linked();
    assertFails(
        "'q.o': no module of the last link of '"
            + output
            + "'; see 'dthinlto explain --all "
            + output
            + "'",
        explain(output, "q.o"));
  }

  @Test
  void anOutputThatWasNotLinked() {
    assertFails(
        "'main': no link of it is recorded in '"
            + cache()
            + "'; it was not linked by 'dthinlto link', or without a cache",
        explain("main"));
    assertFails(
        "no cache folder is known, HOME is not set; name one with --cache-dir",
        run(Map.of(), "explain", "main"));
  }

  @Test
  void aDamagedRecordIsAnError() throws IOException {
    String output = linked();
    Path file = cache().resolve("v1").resolve(HistoryFiles.jobs(output));
    Files.writeString(file, "nonsense");
    assertFails(
        "'"
            + output
            + "': the record of its last link, '"
            + file
            + "', is damaged or of another version of dthinlto; link again",
        explain(output));
  }

  @Test
  void theCacheIsWhereLinksHaveIt() throws IOException {
    String output = linked();
    Map<String, String> variable = Map.of("DTHINLTO_CACHE_DIR", cache() + "", "HOME", "/none");
    assertEquals(0, run(variable, "explain", output).status());
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve(".cache"));
    Files.move(cache(), home.resolve(".cache/dthinlto"));
    assertEquals(0, run(Map.of("HOME", home + ""), "explain", output).status());
    Map<String, String> xdg = Map.of("HOME", "/none", "XDG_CACHE_HOME", home + "/.cache");
    assertEquals(0, run(xdg, "explain", output).status());
    assertEquals(1, run(Map.of("HOME", "/none"), "explain", output).status());
    assertEquals(
        1, run(Map.of("HOME", "/none", "XDG_CACHE_HOME", "relative"), "explain", output).status());
  }

  @Test
  void oneOutputHasManySpellings() throws IOException {
    linked();
    assertEquals(0, explain(folder + "/./no/../main").status());
    assertEquals(1, explain(folder + "/main2").status());
  }

  @Test
  void json() throws IOException {
    link(folder.resolve("a"), job("a.o", "obj/a.o", Origin.LOCAL, "option -O2 → -O3"));
    String output = folder.resolve("a").toString();
    String begin =
        "{'version':1,'output':'"
            + output
            + "','compiler':'clang version 99','compilerIdentity':'KEY','modules':["
            + "{'name':'obj/a.o','moduleId':'a.o','origin':'local','ms':1290,"
            + "'reasons':['option -O2 → -O3'],'key':'KEY'";
    assertEquals(new Ran(0, quoted(begin + "}]}\n"), ""), explain("--json", output));
    String rest =
        ",'imports':[],'inputs':[{'name':'a.o','sha256':'KEY'},"
            + "{'name':'_index/a.o','sha256':'KEY'},{'name':'main.o','sha256':'KEY'},"
            + "{'name':'p.prof','sha256':'KEY'}],'outputs':['_native/a.o'],"
            + "'arguments':['-O2','-c','a.o']}]}\n";
    assertEquals(new Ran(0, quoted(begin + rest), ""), explain("--json", output, "a.o"));
    String all = explain("--json", linked()).out();
    for (String origin : List.of("local", "remote", "cache", "remote-cache")) {
      assertTrue(all.contains(quoted("'origin':'" + origin + "'")), all);
    }
    String one = explain("--json", linked(), "x.o").out();
    assertTrue(one.contains(quoted("'imports':['main.o']")), one);
  }

  private static String quoted(String text) {
    return text.replace('\'', '"').replace("KEY", KEY);
  }

  @Test
  void usageErrors() {
    assertEquals(2, run(Map.of(), "explain").status());
    assertEquals(2, run(Map.of(), "explain", "a", "b", "c").status());
    Ran ran = run(Map.of(), "explain", "--jsno", "a");
    assertEquals("dthinlto: error: Unknown option: '--jsno'; did you mean '--json'?\n", ran.err());
    assertEquals(2, ran.status());
  }
}
