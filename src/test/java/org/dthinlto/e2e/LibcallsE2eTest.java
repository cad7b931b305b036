package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Functions that only code generation calls: facts 6, cases 27 to 29. */
@Execution(ExecutionMode.CONCURRENT)
class LibcallsE2eTest {

  /** Copies a structure too large for moves: no call of memcpy in the source or the bitcode. */
  private static final String START =
      """
      struct big { long n[64]; };
      extern struct big source, target;
      void _start(void) {
        target = source;
        __asm__ volatile("syscall" : : "a"(60L), "D"(target.n[63]) : "rcx", "r11", "memory");
      }
      """;

  private static final String DATA =
      """
      struct big { long n[64]; };
      struct big target, source = {{1, 2, 3, [63] = 6}};
      struct big *volatile hide[] = {&target, &source};
      """;

  private static final String MEMCPY =
      """
      void *memcpy(void *to, const void *from, unsigned long size) {
        for (volatile unsigned long i = 0; i < size; i++) ((char *) to)[i] = ((char *) from)[i];
        return to;
      }
      """;

  // Case 27: lld takes the member because it might be called, though nothing refers to it.
  @Llvm.Ends
  void memcpyInABitcodeArchive(TestSpace space) {
    space.thin("start.o", START);
    space.thin("data.o", DATA);
    space.thin("mc.o", MEMCPY, "-ffreestanding", "-fno-builtin");
    space.archive("libmc.a", "mc.o");
    Linked linked =
        space.link("-nostdlib", "-static", "start.o", "data.o", "libmc.a").jobs(3).same();
    assertTrue(linked.selected().get(2).startsWith("libmc.a(mc.o"), linked.selected()::toString);
    assertEquals(6, space.run("./out").status());
  }

  // Case 28: nothing selects the member before the native objects are there.
  @Llvm.Ends
  void memcpyInANativeArchive(TestSpace space) {
    space.thin("start.o", START);
    space.thin("data.o", DATA);
    space.elf("mc.o", MEMCPY, "-ffreestanding", "-fno-builtin");
    space.archive("libmc.a", "mc.o");
    space.link("-nostdlib", "-static", "start.o", "data.o", "libmc.a").jobs(2).same();
    assertEquals(6, space.run("./out").status());
    space.remove("out");
    // In one archive with bitcode: the native part must stay to be had.
    space.archive("libboth.a", "mc.o", "data.o");
    space.link("-nostdlib", "-static", "start.o", "libboth.a").jobs(2).same();
    assertEquals(6, space.run("./out").status());
    assertTrue(space.symbols(space.path("out")).contains("T memcpy"));
  }

  // Case 29: bitcode that wasn't selected isn't there any more for the final link to compile.
  @Llvm.Ends
  void finalLinkReadsNoBitcode(TestSpace space) throws Exception {
    space.thin("start.o", START);
    space.thin("data.o", DATA);
    space.elf("mc.o", MEMCPY, "-ffreestanding", "-fno-builtin");
    space.thin("left.o", "int left(void) { return 8; }");
    space.archive("libmc.a", "left.o", "mc.o");
    // An lld that does each link a second time, only to see whether it makes an LTO object.
    String lto = space.root.resolve("log/lto.o").toString();
    space.script(
        "ld.lld",
        """
        real=%s
        case "$*" in
          *--version*|*index-only*|*-v*) ;;
          *) "$real" "$@" -o %s.out --lto-obj-path=%s
             echo "$PWD" >> %s.links ;;
        esac
        exec "$real" "$@"
        """
            .formatted(space.llvm.lld(), lto, lto, lto));
    String[] driver = {space.llvm.clangxx(), "-fuse-ld=lld", "-B" + space.root.resolve("bin")};
    Link link = space.link("-nostdlib", "-static", "start.o", "data.o", "libmc.a").by(driver);
    Ran inProcess =
        space.run(
            driver[0],
            driver[1],
            driver[2],
            "-nostdlib",
            "-static",
            "start.o",
            "data.o",
            "libmc.a",
            "-o",
            "../ref/out");
    assertEquals(0, inProcess.status(), inProcess::toString);
    assertTrue(Files.exists(Path.of(lto)), "the trap doesn't see LTO in the final link");
    Files.delete(Path.of(lto));
    Files.delete(Path.of(lto + ".links"));
    Ran tool = space.run(link.command()).exits(0);
    assertTrue(Files.exists(Path.of(lto + ".links")), () -> "the lld of -B wasn't run\n" + tool);
    boolean code = Files.exists(Path.of(lto)) && Files.size(Path.of(lto)) > 0;
    assertFalse(code, () -> "the final link did LTO\n" + tool);
    List<String> symbols = space.symbols(space.path("out"));
    assertFalse(symbols.contains("T left"), symbols::toString);
    assertEquals(6, space.run("./out").status());
  }
}
