package org.dthinlto.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dthinlto.doctor.Fixture.finds;
import static org.dthinlto.doctor.Fixture.has;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.ProcessResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What belongs to the machine: java, build tools, the jobserver, cores and memory. */
final class MachineChecksTest {

  @TempDir private Path temp;
  private Fixture fixture;

  @BeforeEach
  void begin() {
    fixture = new Fixture(temp);
  }

  // ---- java

  private JavaCheck java(String info, String classes) {
    return new JavaCheck(
        fixture.machine(),
        Map.of(
            "java.version",
            "21.0.1",
            "java.vendor",
            "Eclipse",
            "java.vm.info",
            info,
            "java.class.path",
            classes));
  }

  @Test
  void theClassDataArchiveIsLookedFor() throws Exception {
    Path jar = Files.writeString(temp.resolve("dthinlto.jar"), "");
    finds(java("mixed mode, sharing", "" + jar), Severity.NOTE, "no class-data archive beside");
    Files.writeString(temp.resolve("dthinlto.jsa"), "");
    finds(java("mixed mode", "" + jar), Severity.NOTE, "made by another java");
    finds(
        java("mixed mode, sharing", jar + ":" + temp.resolve("remote.jar")),
        Severity.OK,
        "21.0.1 by Eclipse, class-data archive in use");
    finds(java("mixed mode", "classes:others.jar"), Severity.OK, "21.0.1 by Eclipse");
  }

  @Test
  void variablesThatMakeJavaTalkAreFound() throws Exception {
    fixture.environment.put("JAVA_TOOL_OPTIONS", "-Xmx1g");
    List<Finding> all = java("sharing", "classes").look();
    assertEquals(2, all.size());
    has(all, Severity.NOTE, "$JAVA_TOOL_OPTIONS makes java write a line");
    has(all, Severity.NOTE, "unset JAVA_TOOL_OPTIONS");
  }

  // ---- make and ninja

  @ParameterizedTest
  @CsvSource({
    "GNU Make 3.81, NOTE, begin the recipe's line with '+'",
    "GNU Make 4.3, OK, 'GNU Make 4.3, its jobserver is found'",
    "GNU Make 4.4, OK, 'GNU Make 4.4, its jobserver is open'",
    "GNU Make 4.4.1, OK, GNU Make 4.4.1",
    "GNU Make 5.0, OK, GNU Make 5.0",
    "bmake: illegal option, OK, no GNU make",
  })
  void makeIsKnownByItsVersion(String says, Severity severity, String text) throws Exception {
    fixture.says("make", says + "\nBuilt for x86_64-pc-linux-gnu\nCopyright (C) 1988-2020\n");
    finds(new MakeCheck(fixture.machine()), severity, text);
  }

  @ParameterizedTest
  @CsvSource({
    "1.11.1, NOTE, 1.11.1 knows no jobserver",
    "1.12.1, NOTE, install ninja 1.13",
    "1.13.0, OK, 1.13.0",
    "1.13.0.git.kitware.jobserver-pipe-1, OK, 'jobserver around it is passed on'",
    "2.0, OK, 2.0",
  })
  void ninjaIsKnownByItsVersion(String says, Severity severity, String text) throws Exception {
    finds(new NinjaCheck(fixture.says("ninja", says + "\n").machine()), severity, text);
  }

  @Test
  void whatIsNotInstalledNeedsNoMending() throws Exception {
    finds(new MakeCheck(fixture.machine()), Severity.OK, "not here");
    finds(new NinjaCheck(fixture.machine()), Severity.OK, "not here");
  }

  // ---- jobserver

  private void jobserver(String flags, Severity severity, String text) throws Exception {
    fixture.environment.put("MAKEFLAGS", flags);
    finds(new JobserverCheck(fixture.machine()), severity, text);
  }

  @Test
  void theJobserverIsOpenOrClosed() throws Exception {
    finds(new JobserverCheck(fixture.machine()), Severity.OK, "none");
    jobserver("w -k", Severity.OK, "none");
    Path fds = Files.createDirectories(fixture.path("/proc/self/fd"));
    jobserver(" -j4 --jobserver-auth=3,4", Severity.NOTE, "closed its jobserver to this recipe");
    // What java has opened since.
    Files.createSymbolicLink(fds.resolve("3"), Path.of("/usr/lib/jvm/lib/modules"));
    jobserver(" -j4 --jobserver-auth=3,4", Severity.NOTE, "begin the recipe's line with '+'");
    Files.createSymbolicLink(fds.resolve("5"), Path.of("pipe:[4711]"));
    jobserver(" -j4 --jobserver-auth=5,6", Severity.OK, "a pipe, open to us");
    jobserver(" --jobserver-fds=5,6 -j", Severity.OK, "a pipe, open to us");
    jobserver(" -j4 --jobserver-auth=-2,-2", Severity.NOTE, "closed its jobserver");
    Path fifo = temp.resolve("GMfifo1");
    jobserver(" -j4 --jobserver-auth=fifo:" + fifo, Severity.NOTE, "is gone");
    Files.writeString(fifo, "");
    jobserver(" -j4 --jobserver-auth=fifo:" + fifo, Severity.OK, "GMfifo1");
  }

  // ---- cores and memory

  private static final String SIXTEEN_GIB =
      "MemTotal:       16777216 kB\nMemFree:  1 kB\nMemAvailable:   12582912 kB\n";

  private List<Finding> memory(int cores, int jobs) {
    return new MemoryCheck(fixture.machine(), cores, jobs, true).look();
  }

  @Test
  void memoryIsComparedWithTheJobs() {
    fixture.file("/proc/meminfo", SIXTEEN_GIB);
    List<Finding> all = memory(8, 8);
    has(all, Severity.OK, "8, and 8 jobs at once");
    has(all, Severity.OK, "16.0 GiB, 12.0 GiB of it free");
    all = memory(64, 64);
    has(all, Severity.NOTE, "export DTHINLTO_JOBS=16");
    has(all, Severity.NOTE, "--memory-limit");
    assertEquals(2, memory(4, 9).size());
    has(memory(4, 9), Severity.NOTE, "4, but a link runs 9 jobs at once");
  }

  @Test
  void theLimitOfAControlGroupCounts() {
    fixture.file("/proc/meminfo", SIXTEEN_GIB);
    fixture.file("/proc/self/cgroup", "0::/user.slice/build\n");
    fixture.file("/sys/fs/cgroup/user.slice/build/memory.max", "max\n");
    has(memory(4, 4), Severity.OK, "16.0 GiB, 12.0 GiB of it free");
    fixture.file("/sys/fs/cgroup/user.slice/memory.max", "2147483648\n");
    has(memory(4, 4), Severity.NOTE, "2.0 GiB, the limit of the control group, 2.0 GiB of it");
    has(memory(4, 4), Severity.NOTE, "export DTHINLTO_JOBS=2");
  }

  @Test
  void theLimitOfAnOldControlGroupCounts() {
    fixture.file("/proc/meminfo", SIXTEEN_GIB);
    fixture.file("/proc/self/cgroup", "4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n");
    fixture.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    has(memory(4, 4), Severity.OK, "16.0 GiB");
    // In a container, the group itself is mounted there.
    fixture.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "3221225472\n");
    has(memory(4, 4), Severity.NOTE, "export DTHINLTO_JOBS=3");
  }

  @Test
  void littleFreeMemoryIsFound() {
    fixture.file("/proc/meminfo", SIXTEEN_GIB.replace("12582912", "524288"));
    has(memory(4, 4), Severity.NOTE, "512.0 MiB of it free, which is little");
    fixture.file("/proc/meminfo", "");
    has(memory(4, 4), Severity.OK, "doesn't say");
  }

  // ---- distributions

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ID=debian|apt-get install lld-14|apt-get install clang lld llvm",
        "ID=ubuntu;ID_LIKE=debian|apt-get install lld-14|apt-get install clang lld llvm",
        "ID=linuxmint;ID_LIKE=\"ubuntu debian\"|apt-get install lld-14"
            + "|apt-get install clang lld llvm",
        "ID=fedora|dnf install lld|dnf install clang lld llvm",
        "ID=\"rocky\";ID_LIKE=\"rhel centos fedora\"|dnf install lld|dnf install clang lld llvm",
        "ID=arch|install lld 14|install clang, lld and llvm-ar",
        "''|install lld 14|install clang, lld and llvm-ar",
      })
  void whatIsMissingIsInstalledAsTheDistributionDoes(String id, String lld, String all) {
    fixture.file("/etc/os-release", "NAME=x\n" + id.replace(';', '\n') + "\nVERSION_ID=1\n");
    Mending mending = Mending.of(fixture.machine());
    assertEquals(lld, mending.llvm("lld", 14).replaceFirst("^sudo ", ""));
    assertEquals(all, mending.everything().replaceFirst("^sudo ", ""));
  }

  @Test
  void onlyRootNeedsNoSudo() throws Exception {
    fixture.file("/etc/os-release", "ID=debian\n");
    boolean root = Files.getAttribute(fixture.path("/proc/self"), "unix:uid").equals(0);
    String lld = Mending.of(fixture.machine()).llvm("lld", 0);
    assertEquals(root ? "apt-get install lld" : "sudo apt-get install lld", lld);
    Files.delete(fixture.path("/proc/self"));
    assertEquals("sudo apt-get install lld", Mending.of(fixture.machine()).llvm("lld", 0));
  }

  @ParameterizedTest
  @CsvSource({"GNU Make 4.3, 4.3", "ninja, ''", "v1.13., 1.13", "MemTotal: 77 kB, 77"})
  void versionsAreFound(String text, String version) {
    assertEquals(version, Dotted.find(text));
  }

  // ---- what our own link says

  @Test
  void theSummaryOfALinkIsRead() throws Exception {
    String json =
        "{\"version\":1,\"outcome\":\"in-process\",\"reason\":\"'x': why\",\"modules\":7,"
            + "\"jobs\":3,\"notCarriedOver\":[\"jobs\"],\"phasesMs\":{\"jobs\":9}}";
    OwnRun run = OwnRun.read(new ProcessResult(0, "", ""), json.getBytes(UTF_8));
    assertEquals(new OwnRun(0, "", "in-process", "'x': why", 7, 3), run);
    run = OwnRun.read(new ProcessResult(1, "Picked up x\nld.lld: error: no\n", ""), new byte[0]);
    assertEquals("", run.outcome());
    String said = "Picked up x\nld.lld: error: no\n";
    assertEquals("no", OwnRun.read(new ProcessResult(1, "", said), new byte[0]).why());
  }
}
