package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.dthinlto.remote.ReapiServer;
import org.dthinlto.report.TraceView;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links with a real server, whose jobs see what they were sent and nothing else. */
@ExtendWith(ReapiServer.Shared.class)
final class RemoteE2eTest {

  private static final int MODULES = 14;

  /** A program whose results no other test has left on the server. */
  private static List<String> program(TestSpace space) {
    int number = ThreadLocalRandom.current().nextInt(1_000_000);
    CacheProgram program = new CacheProgram(space, MODULES, 2, "-include", "../src/fresh.h");
    space.write("src/fresh.h", "__attribute__((used)) static int fresh = " + number + ";\n");
    program.build();
    space.thin(
        "obj/odd.o",
        "int odd(int x) { return x * " + number + "; } int odd2(int x) { return odd(x) + 1; }");
    space.thin("obj/user.o", "int odd2(int); int user(int x) { return odd2(x) - " + number + "; }");
    space.archive("lib/odd (x) at 9).a", "obj/odd.o", "obj/user.o");
    return words(space);
  }

  private static String endpoint(ReapiServer server) {
    return server.endpoint().toString();
  }

  @Llvm.Ends
  void everyJobRunsThere_andElsewhereAllIsKnown(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    links.options("--remote", endpoint(server), "--no-remote-local-fallback");
    links.link().allRemote();
    links.link().allRemoteHits();
    try (TestSpace clone = new TestSpace(space.llvm)) {
      clone.sh("cp -r '" + space.work + "/obj' '" + space.work + "/lib' .").exits(0);
      RemoteLinks there = new RemoteLinks(clone, words(space));
      there.options("--remote-cache", endpoint(server)).link(links.expected()).allRemoteHits();
    }
  }

  private static List<String> words(TestSpace space) {
    List<String> words = new ArrayList<>(new CacheProgram(space, MODULES, 2).words());
    words.addAll(List.of("-Wl,--whole-archive", "lib/odd (x) at 9).a", "-Wl,--no-whole-archive"));
    return words;
  }

  @Llvm.Newest
  void machinesShareTheJobs(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    links.options("--remote", endpoint(server), "-j1");
    RemoteLinks.Done done = links.link();
    assertEquals(done.jobs(), done.local() + done.remote(), done::toString);
    // What ran here was given to the server.
    links.options("--remote", endpoint(server), "--no-remote-local-fallback");
    links.link().allRemoteHits();
  }

  @Llvm.Newest
  void theTraceTellsStages(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    String file = space.root.resolve("log/trace.json").toString();
    links.options(
        "--remote",
        endpoint(server),
        "--no-remote-local-fallback",
        "--trace",
        file,
        "--trace-clang");
    int jobs = links.link().allRemote().jobs();
    TraceView trace = TraceView.read(Path.of(file));
    assertEquals(List.of(), trace.overlaps());
    assertEquals(jobs, trace.of("remote").size());
    assertEquals(0, trace.of("local").size());
    assertEquals(jobs, stages(trace, "executing"));
    assertTrue(stages(trace, "upload") > 0);
    assertFalse(trace.of("clang").isEmpty());
    links.link().allRemoteHits();
    trace = TraceView.read(Path.of(file));
    assertEquals(jobs, trace.of("remote cache").size());
    assertEquals(jobs, stages(trace, "look-up"));
    assertEquals(0, stages(trace, "executing"));
    assertTrue(trace.of("clang").isEmpty());
  }

  private static int stages(TraceView trace, String name) {
    int count = 0;
    for (TraceView.Slice stage : trace.of("stage")) {
      count += stage.name().equals(name) ? 1 : 0;
    }
    return count;
  }

  @Llvm.Newest
  void race(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    links.options("--remote", endpoint(server), "--race", "-j2");
    links.link();
    links.link().allRemoteHits();
  }

  @Llvm.Newest
  void remoteResultsEnterTheLocalCache(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    space.env.remove("DTHINLTO_NO_CACHE");
    String cache = space.root.resolve("log/cache").toString();
    String[] remote = {
      "--cache-dir", cache, "--remote", endpoint(server), "--no-remote-local-fallback"
    };
    links.options(remote).link().allRemote();
    links.options("--cache-dir", cache, "--relink").link().allHits();
  }

  @Llvm.Newest
  void resultsOfThisMachineAreShared(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    links.options("--remote-cache", endpoint(server)).link().allLocal();
    links.link().allRemoteHits();
    links.options("--remote", endpoint(server), "--no-remote-local-fallback");
    links.link().allRemoteHits();
  }

  private static String absent() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "grpc://127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Llvm.Newest
  void absentServer_isSaidOnceAndFailsNothing(TestSpace space) throws Exception {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    String absent = absent();
    for (String option : List.of("--remote", "--remote-cache")) {
      Ran ran = links.options(option, absent, "--remote-retries", "1").link().allLocal().ran();
      ran.says("ran here because remote execution failed, '" + absent + "': connecting failed");
      assertEquals(1, ran.err().split("note:", -1).length - 1, ran::toString);
    }
    links.options("--remote", absent, "--no-remote-local-fallback", "--remote-retries", "1");
    String error = links.fails();
    assertTrue(error.contains("'" + absent + "': connecting failed, UNAVAILABLE"), error);
  }

  @Llvm.Newest
  void wrongInstance_isSaid(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    links.options("--remote", endpoint(server), "--remote-instance", "nobody");
    links.link().allLocal().ran().says("nobody", "INVALID_ARGUMENT");
  }

  @Llvm.Newest
  void compilerOfAnotherVersion_isSaidAndNotUsed(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    String older = "/usr/bin/clang-14";
    links.options("--remote", endpoint(server), "--remote-toolchain", older);
    links.link().allLocal().ran().says("the worker's '" + older + "' is '", "version 14");
    links.options(
        "--remote",
        endpoint(server),
        "--remote-toolchain",
        "/usr/bin/none",
        "--no-remote-local-fallback");
    String error = links.fails();
    assertTrue(error.contains("the worker has no '/usr/bin/none'"), error);
    assertTrue(error.contains("--remote-toolchain upload"), error);
  }

  @Llvm.Newest
  void compilerThatIsSent_runsWhereThereIsNone(TestSpace space) throws Exception {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    try (ReapiServer bare = ReapiServer.start(Map.of("REAPI_SANDBOX", "bare"))) {
      String clang = space.llvm.clang();
      links.options("--clang", clang, "--remote", endpoint(bare), "--no-remote-local-fallback");
      assertTrue(links.fails().contains("the worker"), "it has a compiler");
      links.options(
          "--clang",
          clang,
          "--remote",
          endpoint(bare),
          "--no-remote-local-fallback",
          "--remote-toolchain",
          "upload");
      links.link().allRemote();
      links.link().allRemoteHits();
    }
  }

  @Llvm.Newest
  void wordsThatMeanSomethingElseElsewhere_stayHere(TestSpace space, ReapiServer server) {
    RemoteLinks links = new RemoteLinks(space, program(space));
    links.options("--backend-arg", "-march=native");
    space.run(links.command("native")).exits(0);
    byte[] bytes = space.read("native");
    links.options("--backend-arg", "-march=native", "--remote", endpoint(server));
    links.link(bytes).allLocal().ran().says("'-march=native' means something else");
  }

  @Llvm.Newest
  void serverThatIsKilledAndComesBack_orDoesNot(TestSpace space) throws Exception {
    RemoteLinks links = new RemoteLinks(space, program(space)).locally();
    for (boolean back : List.of(true, false)) {
      try (ReapiServer server = ReapiServer.start(Map.of("REAPI_JOBS", "1"))) {
        links.options("--remote", endpoint(server), "-j1", "--remote-retries", "3");
        Thread accident =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < 400 && server.jobs().isEmpty(); i++) {
                      Thread.sleep(20);
                    }
                    server.kill();
                    if (back) {
                      server.startAgain();
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
        accident.start();
        links.link();
        accident.join();
        if (!back) {
          server.startAgain();
        }
      }
    }
  }

  /** A job that takes long enough to be interrupted. */
  private static List<String> slow(TestSpace space) {
    StringBuilder text = new StringBuilder();
    int number = ThreadLocalRandom.current().nextInt(1_000_000);
    for (int i = 0; i < 2500; i++) {
      text.append("double f").append(i).append("(double *a, int n) { double s = ");
      text.append(number + i).append("; for (int i = 0; i < n; i++) ");
      text.append("for (int j = 0; j < n; j++) s += a[i] * a[j] / (s + i * j); return s; }\n");
    }
    space.thin("slow.o", text + "int main(void) { return 0; }");
    return List.of("slow.o", "-Wl,--export-dynamic");
  }

  @Llvm.Newest
  void interrupt_leavesNoJobOnTheServer(TestSpace space) throws Exception {
    RemoteLinks links = new RemoteLinks(space, slow(space));
    try (ReapiServer server = ReapiServer.start(Map.of())) {
      links.options("--remote", endpoint(server), "--no-remote-local-fallback");
      Snapshot before = space.snapshot();
      var log = space.root.resolve("log");
      Process process =
          Ran.start(
              links.command("out"),
              space.work,
              space.env,
              log.resolve("tool.out"),
              log.resolve("tool.err"));
      awaitJobs(server, true);
      new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
      assertEquals(130, process.waitFor());
      awaitJobs(server, false);
      assertEquals(List.of(), before.changesTo(space.snapshot()));
      assertFalse(space.exists("out"));
    }
  }

  private static void awaitJobs(ReapiServer server, boolean wanted) throws Exception {
    for (int i = 0; i < 1000; i++) {
      if (server.jobs().isEmpty() != wanted) {
        return;
      }
      Thread.sleep(20);
    }
    assertEquals(wanted, !server.jobs().isEmpty(), server.jobs()::toString);
  }
}
