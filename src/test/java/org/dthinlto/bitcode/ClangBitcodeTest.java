package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every installed clang writes, held against what its own LLVM tools say of it. */
final class ClangBitcodeTest {

  private static final String HOST = "x86_64-pc-linux-gnu";

  @TempDir Path folder;

  static List<Clang> clangs() throws IOException, InterruptedException {
    return Clang.all();
  }

  static List<Clang> fatClangs() throws IOException, InterruptedException {
    return Clang.fat();
  }

  @Test
  void theDefaultClangIsInstalledAndOneThatKnowsFatLto() throws Exception {
    assertEquals("", Clang.all().get(0).suffix(), "clang");
    assertFalse(Clang.fat().isEmpty(), "clang-17 or later");
  }

  /** Classifies a file and checks that its LLVM sees the same triple, producer and summaries. */
  private FileInfo check(Clang clang, Path file) throws Exception {
    FileInfo info = FileKinds.of(Slice.whole(file), false);
    BitcodeInfo bitcode = info.bitcodeInfo();
    String dump = clang.tool(folder, "llvm-bcanalyzer", "--dump", file.toString());
    assertEquals(count(dump, "<MODULE_BLOCK "), bitcode.modules());
    int thin = count(dump, "<GLOBALVAL_SUMMARY_BLOCK ");
    assertEquals(thin > 0, bitcode.thin());
    assertEquals(thin < bitcode.modules(), bitcode.full());
    assertEquals(dump.matches("(?s).*<FLAGS op0=(8|520)/>.*"), bitcode.splitLtoUnit(), dump);
    assertEquals(dump.matches("(?s).*<FLAGS op0=(512|520)/>.*"), bitcode.unifiedLto(), dump);
    assertEquals(text(dump, "STRING"), bitcode.producer());
    String dumpedTriple = text(dump, "TRIPLE");
    if (!dumpedTriple.isEmpty()) {
      assertEquals(dumpedTriple, bitcode.triple());
    }
    assertEquals(bitcode.thin() ? FileKind.THIN_BITCODE : FileKind.FULL_BITCODE, info.kind());
    assertTrue(info.kind().isBitcode());
    assertEquals(Slice.whole(file), info.bitcode());
    assertEquals(ElfHeader.NONE, info.elf());
    return info;
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /** The operands of the first record of a name, as text. */
  private static String text(String dump, String record) {
    Matcher line =
        Pattern.compile("<" + record + "( abbrevid=\\d+)?((?: op\\d+=\\d+)+)").matcher(dump);
    StringBuilder text = new StringBuilder();
    if (line.find()) {
      for (String operand : line.group(2).trim().split(" ", -1)) {
        text.append((char) Integer.parseInt(operand.substring(operand.indexOf('=') + 1)));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void thinAndFullAndNoSummary(Clang clang) throws Exception {
    BitcodeInfo thin =
        check(clang, clang.compile(folder, "thin", Clang.PLAIN, "-flto=thin")).bitcodeInfo();
    assertTrue(thin.thin() && !thin.full() && !thin.splitLtoUnit(), thin.toString());
    assertTrue(thin.producer().startsWith("LLVM" + clang.major() + "."), thin.producer());
    String dis = clang.tool(folder, "llvm-dis", "thin.o", "-o", "-");
    assertTrue(dis.contains("target triple = \"" + thin.triple() + "\""), dis);
    BitcodeInfo full =
        check(clang, clang.compile(folder, "full", Clang.PLAIN, "-flto")).bitcodeInfo();
    assertTrue(!full.thin() && full.full() && full.splitLtoUnit(), full.toString());
    BitcodeInfo none =
        check(clang, clang.compile(folder, "none", Clang.PLAIN, "-emit-llvm")).bitcodeInfo();
    assertTrue(!none.thin() && none.full() && !none.splitLtoUnit(), none.toString());
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void aSplitLtoUnitIsBoth(Clang clang) throws Exception {
    String[] options = {
      "-flto=thin", "-fsplit-lto-unit", "-fwhole-program-vtables", "-fvisibility=hidden"
    };
    BitcodeInfo split =
        check(clang, clang.compile(folder, "split", Clang.VTABLES, options)).bitcodeInfo();
    assertEquals(
        new BitcodeInfo(split.triple(), split.producer(), true, true, 2, true, false), split);
    BitcodeInfo cfi =
        check(
                clang,
                clang.compile(
                    folder,
                    "cfi",
                    Clang.VTABLES,
                    "-flto=thin",
                    "-fsanitize=cfi",
                    "-fno-sanitize-ignorelist",
                    "-fvisibility=hidden"))
            .bitcodeInfo();
    assertEquals(split, cfi);
    options[1] = "-fno-split-lto-unit";
    BitcodeInfo whole =
        check(clang, clang.compile(folder, "whole", Clang.VTABLES, options)).bitcodeInfo();
    assertEquals(
        new BitcodeInfo(split.triple(), split.producer(), true, false, 1, false, false), whole);
  }

  @ParameterizedTest
  @MethodSource("fatClangs")
  void unifiedBitcodeIsThinWhateverItWasCompiledAs(Clang clang) throws Exception {
    for (String mode : new String[] {"thin", "full"}) {
      String[] options = {"-flto=" + mode, "-funified-lto"};
      BitcodeInfo info =
          check(clang, clang.compile(folder, mode, Clang.PLAIN, options)).bitcodeInfo();
      assertTrue(info.thin() && !info.full() && info.unifiedLto(), info.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void minimisedBitcodeHasItsTripleInTheSymbolTable(Clang clang) throws Exception {
    Path small = folder.resolve("min.o");
    Path whole =
        clang.compile(
            folder, "whole", Clang.PLAIN, "-flto=thin", "-Xclang", "-fthin-link-bitcode=" + small);
    BitcodeInfo info = check(clang, small).bitcodeInfo();
    BitcodeInfo wholeInfo = check(clang, whole).bitcodeInfo();
    assertEquals(new BitcodeInfo(wholeInfo.triple(), "", true, false, 1, false, false), info);
    assertTrue(Files.size(small) < Files.size(whole));
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void otherTargets(Clang clang) throws Exception {
    List<String> triples =
        new ArrayList<>(
            List.of(
                "x86_64-pc-linux-gnu",
                "aarch64-unknown-linux-gnu",
                "riscv64-unknown-linux-gnu",
                "armv7-unknown-linux-gnueabihf",
                "i386-unknown-linux-gnu",
                "powerpc64-unknown-linux-gnu"));
    for (String triple : triples) {
      Path file = clang.compile(folder, "t", Clang.PLAIN, "-flto=thin", "--target=" + triple);
      assertEquals(triple, check(clang, file).bitcodeInfo().triple());
    }
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void aDarwinObjectIsWrapped(Clang clang) throws Exception {
    String[] options = {"-emit-llvm", "--target=x86_64-apple-macosx10.15"};
    Path file = clang.compile(folder, "darwin", Clang.PLAIN, options);
    assertEquals((byte) 0xde, Files.readAllBytes(file)[0]);
    BitcodeInfo info = check(clang, file).bitcodeInfo();
    assertTrue(info.triple().startsWith("x86_64-apple-macosx10.15"), info.triple());
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void aModuleWithoutTripleHasNone(Clang clang) throws Exception {
    Files.writeString(folder.resolve("f.ll"), "define i32 @f() {\n  ret i32 1\n}\n");
    clang.tool(folder, "llvm-as", "f.ll", "-o", "f.bc");
    assertEquals("", check(clang, folder.resolve("f.bc")).bitcodeInfo().triple());
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void filesPutTogetherHoldAllTheirModules(Clang clang) throws Exception {
    clang.compile(folder, "a", Clang.PLAIN, "-flto=thin", "--target=" + HOST);
    clang.compile(folder, "b", "int b;\n", "-flto", "--target=" + HOST);
    clang.tool(folder, "llvm-cat", "-b", "a.o", "b.o", "-o", "ab.bc");
    BitcodeInfo info = check(clang, folder.resolve("ab.bc")).bitcodeInfo();
    assertEquals(new BitcodeInfo(HOST, info.producer(), true, true, 2, true, false), info);
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void whatManyFunctionsAndDebugInfoAddIsPassed(Clang clang) throws Exception {
    StringBuilder source = new StringBuilder("int use(int, const char *);\n");
    for (int i = 0; i < 300; i++) {
      source.append("int v").append(i).append(" = ").append(i).append(";\n");
      source.append("int f").append(i).append("(int x) { for (int i = 0; i < x; i++) v").append(i);
      source.append(" += use(x * i + ").append(i).append(", \"text ").append(i).append("\");");
      source.append(" return x; }\n");
    }
    Path thin = clang.compile(folder, "thin", source.toString(), "-flto=thin", "-g");
    assertTrue(Files.size(thin) > 100_000, "needs many windows");
    assertTrue(check(clang, thin).bitcodeInfo().thin());
    Path full = clang.compile(folder, "full", source.toString(), "-flto", "-g");
    assertFalse(check(clang, full).bitcodeInfo().thin());
  }
}
