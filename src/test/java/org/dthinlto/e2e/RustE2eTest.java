package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Rust and C++ in one link, by rustc, by cargo and by clang: facts 6, case 47. */
class RustE2eTest {

  private static final Rust RUST = Rust.installed();

  private static final String MAIN =
      """
      extern "C" {
          fn c_add(a: i32, b: i32) -> i32;
          fn cxx_sum(n: i32) -> i32;
      }
      #[no_mangle]
      pub extern "C" fn rust_mul(a: i32, b: i32) -> i32 {
          a * b + 1
      }
      fn main() {
          let n = std::env::args().count() as i32;
          println!("{} {}", unsafe { c_add(n, 2) }, unsafe { cxx_sum(4 + n) });
      }
      """;

  private static void libraries(TestSpace space) {
    space.thin("add.o", "int c_add(int a, int b) { return a + b * 3; }");
    space.thin(
        "sum.o",
        """
        #include <vector>
        extern "C" int rust_mul(int, int);
        extern "C" int cxx_sum(int n) {
          std::vector<int> v;
          for (int i = 0; i < n; i++) v.push_back(rust_mul(i, 2));
          int s = 0;
          for (int x : v) s += x;
          return s;
        }
        """,
        "-xc++");
    space.thin("unused.o", "int unused(void) { return 1; }");
    space.archive("libcc.a", "unused.o", "sum.o", "add.o");
  }

  /** A linker for rustc: dthinlto with the driver, or the driver alone. */
  private static Path linker(TestSpace space, boolean distributed) {
    String driver = String.join(" ", space.llvm.driver());
    String tool =
        "'" + TestSpace.launcher() + "' link --strict -q --summary='" + summary(space) + "' -- ";
    return space.script(
        distributed ? "distributed" : "reference",
        "exec " + (distributed ? tool : "") + driver + " \"$@\"\n");
  }

  private static Path summary(TestSpace space) {
    return space.root.resolve("log/summary.json");
  }

  private static Ran rustc(TestSpace space, boolean distributed, Path output, String... words) {
    List<String> command = new ArrayList<>(List.of(RUST.rustc(), "-O"));
    command.addAll(Arrays.asList(words));
    command.addAll(List.of("-C", "linker=" + linker(space, distributed)));
    command.addAll(
        List.of("-L.", "-l", "static=cc", "-l", "stdc++", "main.rs", "-o", output.toString()));
    return space.run(command).exits(0);
  }

  private static List<String> named(TestSpace space, Path program) {
    List<String> found = new ArrayList<>();
    for (String symbol : space.symbols(program)) {
      for (String name : List.of("c_add", "cxx_sum", "rust_mul")) {
        if (symbol.toLowerCase(Locale.ROOT).endsWith("t " + name)) {
          found.add(name);
        }
      }
    }
    return found;
  }

  @Test
  void rustcLinksBitcodeOfCAndCxx() {
    try (TestSpace space = new TestSpace(RUST.llvm())) {
      libraries(space);
      space.write("main.rs", MAIN);
      Path reference = space.root.resolve("ref/main");
      rustc(space, false, reference, "-C", "linker-plugin-lto");
      rustc(space, true, space.path("main"), "-C", "linker-plugin-lto");
      Summary summary = Summary.read(summary(space));
      assertEquals("distributed", summary.outcome(), summary::json);
      assertTrue(summary.jobs() >= 3, summary::json);
      assertEquals("7 25\n", space.run(space.path("main").toString()).exits(0).out());
      assertEquals("7 25\n", space.run(reference.toString()).exits(0).out());
      // Rust took C's function in, and C++ took Rust's.
      assertEquals(List.of("cxx_sum"), named(space, space.path("main")));
      assertEquals(List.of("cxx_sum"), named(space, reference));
      assertEquals(
          space.symbols(reference, "-D"), space.symbols(space.path("main"), "-D"), "dynamic");
    }
  }

  @Test
  void withoutBitcodeOfRust_nothingIsInlinedAcross() {
    try (TestSpace space = new TestSpace(RUST.llvm())) {
      libraries(space);
      space.write("main.rs", MAIN);
      rustc(space, true, space.path("main"));
      Summary summary = Summary.read(summary(space));
      assertEquals("distributed", summary.outcome(), summary::json);
      assertEquals(2, summary.jobs(), summary::json);
      assertEquals("7 25\n", space.run(space.path("main").toString()).exits(0).out());
      assertEquals(List.of("c_add", "cxx_sum", "rust_mul"), named(space, space.path("main")));
    }
  }

  @Test
  void clangLinksARustStaticlib() {
    try (TestSpace space = new TestSpace(RUST.llvm())) {
      space.write(
          "lib.rs",
          """
          extern "C" {
              fn helper(x: i32) -> i32;
          }
          #[no_mangle]
          pub extern "C" fn from_rust(x: i32) -> i32 {
              let v: Vec<i32> = (0..x).collect();
              v.iter().map(|y| y * 2).sum::<i32>() + unsafe { helper(x) }
          }
          """);
      space
          .run(
              RUST.rustc(),
              "-O",
              "-C",
              "linker-plugin-lto",
              "--crate-type=staticlib",
              "lib.rs",
              "-o",
              "librl.a")
          .exits(0);
      space.thin(
          "main.o",
          """
          #include <stdio.h>
          int from_rust(int);
          int helper(int x) { return x * 10; }
          int main(void) { printf("%d\\n", from_rust(4)); return 0; }
          """);
      // In process, lld warns that the modules' triples differ in the vendor; so the voices differ.
      space
          .link("main.o", "librl.a", "-Wl,--gc-sections", "-lpthread", "-ldl", "-lm")
          .voicesMayDiffer()
          .same()
          .prints("52");
      assertFalse(space.symbols(space.path("out")).contains("T helper"), "taken in by Rust");
    }
  }

  @Test
  void cargoLinksCratesOfBitcode() {
    try (TestSpace space = new TestSpace(RUST.llvm())) {
      space.write(
          "Cargo.toml",
          """
          [package]
          name = "app"
          version = "0.1.0"
          edition = "2021"
          [dependencies]
          twice = { path = "twice" }
          """);
      space.write("src/main.rs", "fn main() { println!(\"{}\", twice::twice(21)); }\n");
      space.write(
          "twice/Cargo.toml",
          """
          [package]
          name = "twice"
          version = "0.1.0"
          edition = "2021"
          """);
      space.write("twice/src/lib.rs", "#[inline(never)]\npub fn twice(x: i32) -> i32 { x + x }\n");
      space.env.put("RUSTC", RUST.rustc());
      space.env.put("CARGO_HOME", space.root.resolve("home/cargo").toString());
      space.env.put("RUSTFLAGS", "-Clinker-plugin-lto -Clinker=" + linker(space, true).toString());
      space.run(RUST.cargo(), "build", "--release", "--offline").exits(0);
      Summary summary = Summary.read(summary(space));
      assertEquals("distributed", summary.outcome(), summary::json);
      assertTrue(summary.jobs() >= 2, summary::json);
      assertEquals("42\n", space.run(space.path("target/release/app").toString()).exits(0).out());
    }
  }
}
