package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Targets other than this machine's: the native objects are lld's own, byte for byte, ELF flags and
 * attribute sections included: facts 6, case 39.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrossTargetsE2eTest {

  private static final String RV_HARD = "-mllvm -mattr=+m,+a,+f,+d,+c -mllvm -target-abi=lp64d ";

  private static CrossTarget target(
      String name, int since, int machine, String triple, String compile, String line) {
    return new CrossTarget(name, since, machine, triple, compile, line);
  }

  private static List<CrossTarget> targets() {
    return List.of(
        target("i386", 14, 3, "i386-linux-gnu", "-fPIC", "-shared"),
        target("i586", 14, 3, "i586-linux-musl", "", "-static -plugin-opt=mcpu=i586"),
        target("aarch64", 14, 183, "aarch64-linux-gnu", "", "-static"),
        target("aarch64 O3", 14, 183, "aarch64-linux-gnu", "-fPIC", "-shared --lto-O3"),
        target(
            "aarch64 cpu",
            14,
            183,
            "aarch64-linux-gnu",
            "-mcpu=neoverse-n1",
            "-pie -plugin-opt=mcpu=neoverse-n1"),
        target("aarch64 mattr", 14, 183, "aarch64-linux-gnu", "", "-mllvm -mattr=+sve,+lse"),
        target(
            "aarch64 branch protection",
            14,
            183,
            "aarch64-linux-gnu",
            "-mbranch-protection=standard -mno-outline-atomics",
            "-pie"),
        target("aarch64 big-endian", 14, 183, "aarch64_be-linux-gnu", "", "-static"),
        target("aarch64 android", 14, 183, "aarch64-linux-android", "-fPIC", "-shared"),
        target("arm hard", 14, 40, "armv7-linux-gnueabihf", "", "-static"),
        target("arm hard NEON", 14, 40, "armv7-linux-gnueabihf", "-mfpu=neon -fPIC", "-shared"),
        target(
            "arm hard by option",
            14,
            40,
            "armv7-linux-gnueabi",
            "-mfloat-abi=hard -mfpu=vfpv3",
            "-mllvm -float-abi=hard"),
        target("arm soft", 14, 40, "arm-linux-gnueabi", "", "-pie"),
        target(
            "arm softfp",
            14,
            40,
            "armv7-linux-gnueabi",
            "-mfloat-abi=softfp -mfpu=vfpv3",
            "-static"),
        target(
            "thumb m4",
            14,
            40,
            "thumbv7em-none-eabihf",
            "-mcpu=cortex-m4",
            "-plugin-opt=mcpu=cortex-m4"),
        target("thumb m0", 14, 40, "thumbv6m-none-eabi", "", "-plugin-opt=mcpu=cortex-m0"),
        target("thumb a53", 14, 40, "armv8-linux-gnueabihf", "-mthumb -mcpu=cortex-a53", "-static"),
        target("arm -r", 14, 40, "armv7-linux-gnueabihf", "-fPIC", "-r"),
        target("arm big-endian", 19, 40, "armebv7-linux-gnueabihf", "", "--be8"),
        target(
            "riscv64 soft", 14, 243, "riscv64-linux-gnu", "-march=rv64imac -mabi=lp64", "-static"),
        target("riscv64 hard", 14, 243, "riscv64-linux-gnu", "", RV_HARD + "-static"),
        target(
            "riscv64 vector",
            14,
            243,
            "riscv64-linux-gnu",
            "-march=rv64gcv -mabi=lp64d -mno-relax -mcmodel=medany",
            RV_HARD + "-plugin-opt=mcpu=generic-rv64"),
        target("riscv32", 14, 243, "riscv32-unknown-elf", "-march=rv32imac -mabi=ilp32", "-static"),
        target("ppc64le", 14, 21, "powerpc64le-linux-gnu", "", "-static"),
        target(
            "ppc64le power9",
            14,
            21,
            "powerpc64le-linux-gnu",
            "-mcpu=power9",
            "-static -plugin-opt=mcpu=pwr9"),
        target("ppc64 -r", 14, 21, "powerpc64-linux-gnu", "", "-r"),
        target("ppc", 14, 20, "powerpc-linux-gnu", "", "-static"),
        target("avr", 14, 83, "avr", "-mmcu=atmega328p -DNO_TLS", "-plugin-opt=mcpu=atmega328p"),
        target("hexagon", 14, 164, "hexagon-unknown-elf", "-DNO_TLS", "-r"),
        target("s390x", 19, 22, "s390x-linux-gnu", "", "-static"),
        target("loongarch64", 19, 258, "loongarch64-linux-gnu", "", "-static"),
        target("loongarch64 soft", 19, 258, "loongarch64-linux-gnu", "-mabi=lp64s", "-static"),
        target("sparcv9", 19, 43, "sparcv9-linux-gnu", "", "-static"),
        target("x86_64 android", 14, 62, "x86_64-linux-android", "-fPIC", "-shared"),
        target("x86_64 openbsd", 14, 62, "x86_64-unknown-openbsd", "", "-static"),
        target("x86_64 fuchsia", 14, 62, "x86_64-unknown-fuchsia", "-fPIC", "-shared"));
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Toolchain toolchain : Toolchain.ends()) {
      for (CrossTarget target : targets()) {
        if (toolchain.version() >= target.since()) {
          cases.add(Arguments.of(new TestSpace(toolchain), target));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void nativeObjectsAreThoseOfLld(TestSpace space, CrossTarget target) throws IOException {
    target.compile(space);
    List<byte[]> expected = inProcess(space, target);
    List<byte[]> natives = natives(space, target, List.of());
    assertEquals(target.machine(), machine(natives.get(0)));
    assertEquals(3, expected.size());
    for (int i = 0; i < expected.size(); i++) {
      int first = Arrays.mismatch(expected.get(i), natives.get(i));
      boolean tag = target.machine() == 40 && space.llvm.version() < 22;
      if (first >= 0 && tag) {
        first = mismatchButForArmExceptions(expected.get(i), natives.get(i), first);
      }
      assertEquals(-1, first, "first byte that differs, object " + i);
    }
  }

  /**
   * The object says whether floating point exceptions matter, in the tag 21 of .ARM.attributes;
   * before LLVM 22 clang says "no" of all bitcode. Nothing reads it.
   */
  private static int mismatchButForArmExceptions(byte[] expected, byte[] actual, int first) {
    if (expected.length != actual.length
        || expected[first - 1] != 21
        || expected[first] != 1
        || actual[first] != 0) {
      return first;
    }
    int rest =
        Arrays.mismatch(
            Arrays.copyOfRange(expected, first + 1, expected.length),
            Arrays.copyOfRange(actual, first + 1, actual.length));
    return rest < 0 ? -1 : first + 1 + rest;
  }

  @Llvm.Ends
  void aFeatureOfTheDriversShows(TestSpace space) throws IOException {
    CrossTarget target =
        target("", 14, 243, "riscv64-linux-gnu", "-march=rv64imac -mabi=lp64", "-static");
    target.compile(space);
    List<byte[]> natives =
        natives(space, target, List.of("-Xclang", "-target-feature", "-Xclang", "+c"));
    assertTrue(Arrays.mismatch(inProcess(space, target).get(0), natives.get(0)) >= 0);
  }

  @Llvm.Ends
  void severalTriplesInOneLink(TestSpace space) throws IOException {
    target("", 14, 62, "x86_64-unknown-linux-gnu", "", "").compile(space);
    CrossTarget target = target("", 14, 62, "x86_64-pc-linux-gnu", "", "-static");
    space.run("mv", "libx.a", "keep.a").exits(0);
    target.compile(space);
    space.run("mv", "keep.a", "libx.a").exits(0);
    List<byte[]> expected = inProcess(space, target);
    List<byte[]> natives = natives(space, target, List.of());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(-1, Arrays.mismatch(expected.get(i), natives.get(i)));
    }
  }

  @Llvm.Ends
  void driverLine(TestSpace space) throws IOException {
    CrossTarget target =
        target("", 14, 183, "aarch64-linux-gnu", "-march=armv8.2-a+sve", "-static");
    target.compile(space);
    List<String> words =
        List.of(
            "--target=aarch64-linux-gnu",
            "-march=armv8.2-a+sve",
            "-nostdlib",
            "-static",
            "-O3",
            "start.o",
            "libx.a");
    List<String> reference = new ArrayList<>(space.llvm.driver());
    reference.addAll(words);
    reference.addAll(List.of("-Wl,--lto-obj-path=" + space.root.resolve("ref/nat"), "-o"));
    reference.add(space.root.resolve("ref/out").toString());
    space.run(reference).exits(0);
    List<String> command = new ArrayList<>(List.of("link", "--strict", "--keep", "--"));
    command.addAll(space.llvm.driver());
    command.addAll(words);
    command.addAll(List.of("-o", "out"));
    space.dthinlto(command).exits(0);
    assertEquals(
        -1,
        Arrays.mismatch(
            Files.readAllBytes(space.root.resolve("ref/nat1")),
            Files.readAllBytes(space.path("out.dthinlto/tree/_native/start.o"))));
  }

  @Llvm.Ends
  void mipsGoesInProcess(TestSpace space) {
    CrossTarget target = target("", 14, 8, "mipsel-linux-gnu", "", "-static");
    target.compile(space);
    Ran loud = space.dthinlto(command(space, target, "-q")).exits(0);
    assertEquals("", loud.err());
    Ran noted = space.dthinlto(command(space, target, "-j1")).exits(0);
    noted.says("target 'mipsel-unknown-linux-gnu'", "linked in process");
    space.remove("out");
    space.dthinlto(command(space, target, "--strict")).exits(1).says("instruction set");
  }

  @Llvm.Ends
  void processorThatLldIgnoresAndClangRefuses(TestSpace space) {
    CrossTarget target =
        target("", 14, 183, "aarch64-linux-gnu", "", "-static -plugin-opt=mcpu=nonsense");
    target.compile(space);
    Ran ran = space.dthinlto(command(space, target, "-j1")).exits(0);
    ran.says("the target 'aarch64-unknown-linux-gnu' is not known to", "nonsense");
  }

  private static List<String> command(TestSpace space, CrossTarget target, String... options) {
    List<String> command = new ArrayList<>(List.of("link"));
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("--", space.llvm.lld()));
    command.addAll(target.words());
    command.addAll(List.of("-o", "out"));
    return command;
  }

  /** lld's own native objects, in the order of the modules. */
  private static List<byte[]> inProcess(TestSpace space, CrossTarget target) throws IOException {
    Path natives = space.root.resolve("ref/nat");
    List<String> command = new ArrayList<>(List.of(space.llvm.lld()));
    command.addAll(target.words());
    command.addAll(List.of("--lto-obj-path=" + natives, "-o"));
    command.add(space.root.resolve("ref/out").toString());
    space.run(command).exits(0);
    List<byte[]> objects = new ArrayList<>();
    for (int i = 1; Files.exists(Path.of(natives + "" + i)); i++) {
      objects.add(Files.readAllBytes(Path.of(natives + "" + i)));
    }
    return objects;
  }

  /** The native objects of a distributed link, in the same order. */
  private static List<byte[]> natives(TestSpace space, CrossTarget target, List<String> extra)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("--strict", "--keep", "-q"));
    for (String word : extra) {
      options.add("--backend-arg=" + word);
    }
    Path summary = space.root.resolve("log/summary.json");
    options.add("--summary=" + summary);
    space.dthinlto(command(space, target, options.toArray(new String[0]))).exits(0);
    assertEquals("distributed", Summary.read(summary).outcome());
    assertEquals(
        List.of("start.o", "libx.a(lib.o at 1)", "libx.a(cxx.o at 1)"),
        selected(space.path("out.dthinlto/selected")));
    List<byte[]> objects = new ArrayList<>();
    for (String name : List.of("start.o", "libx.a/1/lib.o", "libx.a/1/cxx.o")) {
      objects.add(Files.readAllBytes(space.path("out.dthinlto/tree/_native/" + name)));
    }
    return objects;
  }

  private static List<String> selected(Path list) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      ids.add(line.replace("_index/", ""));
    }
    return ids;
  }

  private static int machine(byte[] object) {
    boolean big = object[5] == 2;
    return ByteBuffer.wrap(object)
        .order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .getShort(18);
  }
}
