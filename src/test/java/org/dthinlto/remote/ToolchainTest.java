package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to a compiler: installed ones, and what a loader or a compiler may say. */
final class ToolchainTest {

  @TempDir private Path tmp;

  /** The file of a program that is installed. */
  static Path installed(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new AssertionError("'" + program + "' must be installed");
  }

  private static List<String> names(Toolchain toolchain) {
    return toolchain.files().stream().map(Toolchain.ToolFile::name).toList();
  }

  private static boolean has(Toolchain toolchain, String start) {
    return names(toolchain).stream().anyMatch(name -> name.startsWith(start));
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "16", "19", "22"})
  void allOfClangIsThereButTheCLibrary(String version) throws Exception {
    Toolchain toolchain = Toolchain.of(installed("clang-" + version), new ChildProcesses());
    assertTrue(toolchain.isSent());
    assertEquals("bin/clang", names(toolchain).get(0));
    for (Toolchain.ToolFile file : toolchain.files()) {
      assertEquals(file.name().equals("bin/clang"), file.executable());
      assertEquals(file.file().toRealPath(), file.file());
    }
    for (String library : List.of("libLLVM", "libclang-cpp.so." + version, "libstdc++", "libz3")) {
      assertTrue(has(toolchain, "lib/" + library), names(toolchain) + " without " + library);
    }
    for (String library : List.of("libc.", "libm.", "ld-", "linux-vdso", "libpthread.", "libdl.")) {
      assertFalse(has(toolchain, "lib/" + library), names(toolchain) + " with " + library);
    }
    assertTrue(toolchain.size() > 100 << 20);
  }

  /** A program that a test wrote, and what it and its loader say. */
  private Toolchain of(byte[] content, String version, String loader) throws Exception {
    Path program = Files.write(tmp.resolve("clang"), content);
    ProcessRunner runner =
        command ->
            new ProcessResult(
                version.isEmpty() ? 1 : 0, command.variables().isEmpty() ? version : loader, "");
    return Toolchain.of(program, runner);
  }

  private String refused(byte[] content, String version, String loader) {
    IOException e = assertThrows(IOException.class, () -> of(content, version, loader));
    String prefix = "--remote-toolchain upload: '" + tmp.resolve("clang") + "' ";
    assertTrue(e.getMessage().startsWith(prefix), e.getMessage());
    return e.getMessage().substring(prefix.length());
  }

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F', 2, 1};
  private static final String VERSION = "clang version 22.1.8\n";

  @Test
  void aStaticProgramIsAlone() throws Exception {
    Toolchain toolchain = of(ELF, VERSION, VERSION);
    assertEquals(
        List.of(new Toolchain.ToolFile("bin/clang", tmp.resolve("clang").toRealPath(), true)),
        toolchain.files());
  }

  @Test
  void librariesAreCalledAsTheProgramCallsThem() throws Exception {
    Path file = Files.createFile(tmp.resolve("libLLVM.so.22.1-file (1)"));
    Path link = Files.createSymbolicLink(tmp.resolve("libLLVM.so.22.1"), file);
    String loader =
        "\tlinux-vdso.so.1 (0x00007f42d54cb000)\n\tlibLLVM.so.22.1 => "
            + link
            + " (0x00007f42d54cb000)\n\tlibc.so.6 => /nowhere/libc.so.6 (0x00007f42d54cb000)\n"
            + "\t/lib64/ld-linux-x86-64.so.2 (0x00007f42d54cd000)\n";
    Toolchain toolchain = of(ELF, VERSION, loader);
    assertEquals(List.of("bin/clang", "lib/libLLVM.so.22.1"), names(toolchain));
    assertEquals(file.toRealPath(), toolchain.files().get(1).file());
  }

  @Test
  void whatCannotBeSentIsSaid() {
    assertEquals(
        "is a script, name the clang that it runs with --clang",
        refused("#!/bin/sh\nexec clang \"$@\"\n".getBytes(), VERSION, ""));
    assertEquals(
        "is no ELF program, name the clang that it runs with --clang",
        refused(new byte[3], VERSION, ""));
    assertEquals("does not run, it exited with status 1", refused(ELF, "", ""));
    assertEquals(
        "needs 'libLLVM.so.22.1', which is not found",
        refused(ELF, VERSION, "\tlibLLVM.so.22.1 => not found\n"));
    assertEquals(
        "reads the configuration file '/etc/clang.cfg', which can't be sent",
        refused(ELF, VERSION + "Configuration file: /etc/clang.cfg\n", ""));
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    assertThrows(
        java.nio.file.NoSuchFileException.class,
        () -> Toolchain.of(tmp.resolve("nothing"), new ChildProcesses()));
  }
}
