package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code dthinlto doctor} with real tools: a machine that is well, and what may be wrong. */
@Execution(ExecutionMode.CONCURRENT)
class DoctorMachineE2eTest {

  private static final String MAIN = "int f(int); int main(void) { return f(1) - 2; }";

  /** Runs it; asserts the exit status, the form of what it says, and that nothing is left. */
  private static Ran doctor(TestSpace space, int status, String... words) {
    List<String> command = new ArrayList<>(List.of(TestSpace.launcher().toString(), "doctor"));
    command.addAll(Arrays.asList(words));
    return examined(space, status, command);
  }

  private static Ran examined(TestSpace space, int status, List<String> command) {
    Snapshot before = space.snapshot();
    Ran ran = space.run(command).exits(status);
    assertEquals(List.of(), before.changesTo(space.snapshot()), "left behind");
    String last = "ok";
    for (String line : ran.out().split("\n")) {
      boolean mend = line.startsWith("          ");
      assertTrue(
          mend ? !last.startsWith("ok") : line.matches("(ok {6}|note {4}|failed {2})[a-z ]+: .+"),
          ran::toString);
      last = line;
    }
    assertEquals("", ran.err(), ran::toString);
    assertEquals(status == 1, ran.out().contains("failed  "), ran::toString);
    return ran;
  }

  private static void says(Ran ran, String... texts) {
    for (String text : texts) {
      assertTrue(ran.out().contains(text), () -> "'" + text + "' is not in\n" + ran);
    }
  }

  private static void saysNot(Ran ran, String... texts) {
    for (String text : texts) {
      assertTrue(!ran.out().contains(text), () -> "'" + text + "' is in\n" + ran);
    }
  }

  private static String[] line(TestSpace space, String... words) {
    List<String> line = new ArrayList<>(space.llvm.driver());
    line.addAll(Arrays.asList(words));
    return line.toArray(new String[0]);
  }

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return x + 1; }");
    space.thin("g.o", "int g(int x) { return x + 3; }");
    space.archive("lib.a", "f.o", "g.o");
  }

  /** A driver that finds the lld of its release. */
  private static Path driver(TestSpace space) {
    String find = " -B/usr/lib/llvm-" + space.llvm.version() + "/bin \"$@\"\n";
    return space.script("clang++", "exec " + space.llvm.clangxx() + find);
  }

  @Llvm.Ends
  void aMachineThatIsWell(TestSpace space) {
    space.env.remove("DTHINLTO_NO_CACHE");
    Ran ran = doctor(space, 0, "--driver", driver(space).toString());
    String version = space.llvm.version() + ".";
    says(ran, "ok      java: ", "class-data archive in use", "ok      variables: none of ours");
    says(
        ran,
        "ok      driver: '",
        "clang version " + version,
        "ok      linker: '",
        "LLD " + version);
    says(ran, "ok      versions: clang " + version, " fit each other");
    says(ran, "ok      modules: ", "ok      archiver: '");
    says(ran, "ok      link: a small program, 2 jobs, and it runs");
    says(ran, "ok      folder: '", "ok      temporary: '", "ok      cache: '", "' will be made by");
    saysNot(ran, "line: ", "inputs: ", "reach: ");
    // The other way to name it, and only what is not well.
    space.env.put("DTHINLTO_DRIVER", driver(space).toString());
    Ran quiet = doctor(space, 0, "-q");
    saysNot(quiet, "ok  ");
    says(doctor(space, 0), "variables: $DTHINLTO_DRIVER\n", "'" + driver(space) + "' is Debian");
  }

  @Llvm.Ends
  void aLineThatIsWell(TestSpace space) {
    example(space);
    Ran ran = doctor(space, 0, line(space, "main.o", "lib.a", "-o", "out"));
    says(ran, "ok      link: a small program, 2 jobs, and it runs");
    says(ran, "ok      inputs: 3 ThinLTO modules by LLVM" + space.llvm.version() + ".");
    says(ran, "ok      line: would be distributed: 2 jobs of 3 modules");
    saysNot(ran, "note    inputs", "note    line");
    String[] direct = {space.llvm.lld(), "-shared", "main.o", "lib.a", "-o", "out"};
    ran = doctor(space, 0, direct);
    says(
        ran, "ok      linker: '", "ok      compiler: '", "ok      link: a small program, 2 jobs\n");
    says(ran, "ok      line: would be distributed: 2 jobs of 3 modules");
  }

  /** A copy of the driver, for it looks beside itself. */
  @Llvm.Ends
  void aMachineWithoutLld(TestSpace space) throws IOException {
    Path bin = Files.createDirectory(space.root.resolve("alone"));
    Path real = Path.of("/usr/lib/llvm-" + space.llvm.version() + "/bin/clang");
    Files.copy(real, bin.resolve("clang++-" + space.llvm.version()));
    space.env.put("PATH", bin.toString());
    space.env.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    Ran ran = doctor(space, 1, "--driver", "clang++-" + space.llvm.version());
    says(ran, "failed  linker: '", "finds no lld: invalid linker name in ");
    says(ran, "\n          ", "install lld-" + space.llvm.version() + "\n");
    saysNot(ran, "modules: ", " link: ");
  }

  @Llvm.Newest
  void aMachineWithoutClang(TestSpace space) {
    Ran ran = doctor(space, 1, "--driver", "/nowhere/clang++");
    says(ran, "failed  driver: '/nowhere/clang++': not found\n", "install clang");
    Path broken = space.script("clang++", "echo 'no library' >&2\nexit 127\n");
    ran = doctor(space, 1, broken.toString(), "main.o");
    says(ran, "failed  driver: '", "' does not run: no library\n");
  }

  @Llvm.Newest
  void versionsThatDoNotFit(TestSpace space) {
    Toolchain oldest = Toolchain.ends().get(0);
    Ran ran =
        doctor(space, 1, oldest.clangxx(), "-B/usr/lib/llvm-" + space.llvm.version() + "/bin");
    says(ran, "ok      driver: ", "ok      linker: '");
    ran = doctor(space, 1, oldest.clangxx(), "-fuse-ld=" + space.llvm.lld(), "main.o");
    String misfit = "' is clang " + oldest.version() + ".";
    says(ran, "failed  versions: '", misfit, ", but the linker is lld " + space.llvm.version());
    says(ran, "add to the link line: --ld-path=", "ld.lld-" + oldest.version() + "\n");
    saysNot(ran, "ok      link: ");
    // The twin: the linker that the advice names.
    ran = doctor(space, 0, oldest.clangxx(), "--ld-path=" + oldest.lld(), "-v");
    says(ran, "ok      versions: ", "ok      link: ");
    // A compiler that the user names.
    ran = doctor(space, 1, "--clang", oldest.clang(), space.llvm.lld(), "-shared", "main.o");
    says(ran, "failed  versions: '", "DTHINLTO_CLANG=", "clang-" + space.llvm.version());
  }

  @Llvm.Newest
  void linkersThatAreNotLld(TestSpace space) {
    example(space);
    Ran ran = doctor(space, 1, space.llvm.clangxx(), "-fuse-ld=bfd", "main.o", "lib.a");
    says(ran, "failed  linker: '", "is no lld", "GNU ld", "put -fuse-ld=lld in the place of");
    says(ran, "note    line: would be linked in process: '", "add --strict where");
    String[] strict = {"--strict", space.llvm.clangxx(), "-fuse-ld=bfd", "main.o", "lib.a"};
    says(doctor(space, 1, strict), "failed  line: ", ", and --strict forbids that");
  }

  @Llvm.Newest
  void aLineOfGccNeedsAClang(TestSpace space) {
    example(space);
    String find = "-B/usr/lib/llvm-" + space.llvm.version() + "/bin";
    Ran ran = doctor(space, 1, "gcc", find, "main.o", "lib.a", "-o", "out");
    says(ran, "failed  compiler: 'gcc' is no clang", "export DTHINLTO_CLANG=");
    ran = doctor(space, 0, "--clang", space.llvm.clang(), "gcc", find, "main.o", "lib.a");
    says(
        ran, "ok      compiler: '", "ok      link: ", "ok      line: would be distributed: 2 jobs");
  }

  @Llvm.Newest
  void inputsThatAreNoBitcode(TestSpace space) {
    example(space);
    space.elf("old.o", "int old(int x) { return x; }");
    space.mkdir("native");
    space.mkdir("thin");
    space.archive("native/libold.a", "old.o");
    String[] words = {"main.o", "lib.a", "-Lnative", "-lold", "old.o", "-o", "out"};
    Ran ran = doctor(space, 0, line(space, words));
    says(ran, "note    inputs: 'native/libold.a': 1 object, none of them bitcode\n");
    says(ran, "note    inputs: 'old.o' is no bitcode\n          compile it with -flto=thin\n");
    // The same library lies there with bitcode, too.
    space.archive("thin/libold.a", "g.o");
    words = new String[] {"main.o", "lib.a", "-Lnative", "-Lthin", "-lold", "-o", "out"};
    says(
        doctor(space, 0, line(space, words)),
        "none of them bitcode, but '",
        "thin/libold.a' holds");
    words = new String[] {"main.o", "lib.a", "-Lthin", "-Lnative", "-lold", "-o", "out"};
    saysNot(doctor(space, 0, line(space, words)), "none of them bitcode");
    ran = doctor(space, 0, line(space, "old.o", "-shared", "-o", "out"));
    says(ran, "note    inputs: no bitcode on the line", "note    line: would run unchanged: ");
  }

  @Llvm.Newest
  void bitcodeThatIsTooNew(TestSpace space) {
    example(space);
    Toolchain oldest = Toolchain.ends().get(0);
    String find = "-B/usr/lib/llvm-" + oldest.version() + "/bin";
    Ran ran = doctor(space, 1, oldest.clangxx(), find, "main.o", "lib.a", "-o", "out");
    says(ran, "ok      versions: ", "failed  inputs: 'main.o' was compiled by LLVM");
    says(ran, "clang++-" + space.llvm.version() + " and its lld\n", "failed  line: would fail: ");
  }

  @Llvm.Ends
  void inputsThatAreMissing(TestSpace space) {
    example(space);
    Ran ran = doctor(space, 1, line(space, "main.o", "nosuch.o", "-o", "out"));
    says(ran, "failed  inputs: the driver says: no such file or directory: 'nosuch.o'");
    says(ran, "failed  line: would fail: the driver has an error");
    String[] direct = {space.llvm.lld(), "main.o", "nosuch.o", "-o", "out"};
    says(doctor(space, 1, direct), "failed  inputs: 'nosuch.o' is not there\n          build it");
  }

  @Llvm.Newest
  void anOldMake(TestSpace space) {
    space.script("make", "echo 'GNU Make 3.81'\n");
    space.script("ninja", "echo 1.13.1\n");
    space.env.put("PATH", space.root.resolve("bin") + ":" + space.env.get("PATH"));
    Ran ran = doctor(space, 0, "--driver", driver(space).toString());
    says(ran, "note    make: GNU Make 3.81 closes its jobserver");
    says(ran, "begin the recipe's line with '+', as in: +dthinlto link ...\n");
    says(ran, "ok      ninja: 1.13.1, a jobserver around it is passed on");
    space.script("make", "echo 'GNU Make 4.4.1'\n");
    says(doctor(space, 0, "--driver", driver(space).toString()), "ok      make: GNU Make 4.4.1");
    // One that never answers would hold up everything.
    space.script("make", "exec sleep 100\n");
    long begin = System.nanoTime();
    says(doctor(space, 1, "--driver", driver(space).toString()), "failed  make: no answer in 20 s");
    assertTrue(System.nanoTime() - begin < 80_000_000_000L);
  }

  /** What make does with a recipe that doesn't begin with a plus, and with one that does. */
  @Llvm.Newest
  void theJobserverOfARealMake(TestSpace space) {
    String doctor = TestSpace.launcher() + " doctor --driver " + driver(space);
    space.write("Makefile", "closed:\n\t@" + doctor + "\nopen:\n\t+@" + doctor + "\n");
    String version = space.run("make", "--version").exits(0).out();
    boolean old = version.matches("(?s)GNU Make (3\\.|4\\.[0-3]\\b).*");
    Ran closed = examined(space, 0, List.of("make", "-s", "-j2", "closed"));
    says(closed, old ? "note    jobserver: make has closed" : "ok      jobserver: ");
    says(examined(space, 0, List.of("make", "-s", "-j2", "open")), "ok      jobserver: ");
  }

  @Llvm.Newest
  void variablesThatMakeNoSense(TestSpace space) {
    String driver = driver(space).toString();
    space.env.put("DTHINLTO_JOBSS", "2");
    Ran ran = doctor(space, 0, "-q", "--driver", driver);
    says(
        ran,
        "note    variables: $DTHINLTO_JOBSS stands for no option",
        "did you mean $DTHINLTO_JOBS?");
    space.env.put("DTHINLTO_JOBS", "many");
    space.env.put("DTHINLTO_REMOTE", "http://nowhere");
    ran = doctor(space, 1, "-q", "--driver", driver);
    says(ran, "failed  variables: $DTHINLTO_JOBS: ", "\n          unset DTHINLTO_JOBS\n");
    says(ran, "failed  variables: $DTHINLTO_REMOTE: ");
    space.env.put("TMPDIR", "/nowhere/tmp");
    says(doctor(space, 1, "--driver", driver), "failed  temporary: '/nowhere/tmp' is not there");
  }

  /** On a disk of its own, or where that is not allowed in a folder that can't be written. */
  @Llvm.Newest
  void aCacheThatCannotBeWritten(TestSpace space) throws IOException {
    space.env.remove("DTHINLTO_NO_CACHE");
    Path disk = Files.createDirectory(space.root.resolve("disk"));
    String mount = "mount -t tmpfs -o size=64k none " + disk;
    List<String> own = List.of("/usr/bin/unshare", "-rm", "/bin/sh", "-c");
    List<String> probe = new ArrayList<>(own);
    probe.add(mount);
    String doctor =
        TestSpace.launcher() + " doctor --driver " + driver(space) + " --cache-dir " + disk + "/c";
    if (space.run(probe).status() != 0) {
      assertTrue(disk.toFile().setWritable(false));
      List<String> command = List.of("/bin/sh", "-c", doctor);
      says(examined(space, 1, command), "failed  cache: '" + disk + "/c' can't be written: ");
      return;
    }
    String filled = mount + " && mkdir " + disk + "/c && head -c 64k /dev/zero > " + disk + "/f; ";
    List<String> full = new ArrayList<>(own);
    full.add(filled + doctor);
    Ran ran = examined(space, 1, full);
    says(ran, "failed  cache: '" + disk + "/c' has room for 0 B only", "dthinlto cache prune");
    says(ran, "failed  cache: can't be written, ", "export DTHINLTO_CACHE_DIR=");
    List<String> readOnly = new ArrayList<>(own);
    readOnly.add(mount + " && mkdir " + disk + "/c && mount -o remount,ro " + disk + "; " + doctor);
    ran = examined(space, 1, readOnly);
    says(ran, "failed  cache: '" + disk + "/c' can't be written: a read-only file system\n");
    // The twin: the same folder on a disk with room.
    List<String> large = new ArrayList<>(own);
    large.add(mount.replace("64k", "2g") + " && mkdir " + disk + "/c; " + doctor);
    says(examined(space, 0, large), "ok      cache: '" + disk + "/c' on tmpfs, ");
  }

  @Llvm.Newest
  void aServerThatDoesNotAnswer(TestSpace space) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    space.env.put("DTHINLTO_REMOTE", "grpc://127.0.0.1:" + port);
    String driver = driver(space).toString();
    long begin = System.nanoTime();
    Ran ran = space.dthinlto("doctor", "--driver", driver).exits(1);
    says(ran, "ok      link: ", "\nfailed  reach: 'grpc://127.0.0.1:" + port + "': ");
    saysNot(ran, "failed  variables");
    assertTrue(System.nanoTime() - begin < 60_000_000_000L);
    space.env.remove("DTHINLTO_REMOTE");
    saysNot(doctor(space, 0, "--driver", driver), "reach: ");
  }
}
