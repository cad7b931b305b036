package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;

/**
 * The installed Rust: where its compiler is and what LLVM it has. Knows nothing of links. There
 * must be one: setup.sh installs Debian's, which is of LLVM 14.
 *
 * @param bin the folder of rustc and cargo: their own, as rustup's stand-ins need another HOME
 * @param llvm the release to link with: that of rustc, or the next that is installed
 */
record Rust(Path bin, Toolchain llvm) {

  static Rust installed() {
    String sysroot = ask("rustc", "--print", "sysroot").strip();
    Path bin = Path.of(sysroot, "bin");
    for (String line : ask(bin.resolve("rustc").toString(), "-vV").split("\n")) {
      if (line.startsWith("LLVM version: ")) {
        int major = Integer.parseInt(line.substring(14).split("\\.")[0]);
        for (Toolchain toolchain : Toolchain.all()) {
          if (toolchain.version() >= major) {
            return new Rust(bin, toolchain);
          }
        }
        return Assertions.fail(
            "rustc writes bitcode of LLVM " + major + ": install clang and lld of that release");
      }
    }
    return Assertions.fail("rustc -vV tells no LLVM version");
  }

  String rustc() {
    return bin.resolve("rustc").toString();
  }

  String cargo() {
    return bin.resolve("cargo").toString();
  }

  private static String ask(String... command) {
    try {
      Path log = Files.createTempDirectory("dthinlto-rust");
      Ran ran = Ran.run(List.of(command), log, new TreeMap<>(System.getenv()), log);
      try (var files = Files.list(log)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(log);
      return ran.exits(0).out();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
