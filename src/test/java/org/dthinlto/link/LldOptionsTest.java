package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.link.LldOption.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of a linker line, taken apart by lld's grammar. That the table is whole: see below. */
final class LldOptionsTest {

  private static final LldOptions OPTIONS = LldOptions.load();

  private static List<LinkerArg> parse(String... words) {
    return OPTIONS.parse(List.of(words));
  }

  private static LinkerArg one(String... words) {
    List<LinkerArg> args = parse(words);
    assertEquals(1, args.size(), () -> args.toString());
    assertEquals(List.of(words), args.get(0).words(), "no word is lost or changed");
    return args.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    // flags, with one dash, two, and under other names
    "-pie, pie, ''",
    "--pie, pie, ''",
    "-pic-executable, pie, ''",
    "--Bshareable, shared, ''",
    "-r, relocatable, ''",
    "-(, start-group, ''",
    "-dn, Bstatic, ''",
    "-static, Bstatic, ''",
    "--non_shared, Bstatic, ''",
    "-E, export-dynamic, ''",
    "-t, trace, ''",
    "--icf=all, icf=all, ''",
    "--build-id, build-id, ''",
    // a value glued on
    "--build-id=0x12, build-id, 0x12",
    "-omain, o, main",
    "-lfoo, library, foo",
    "-l:libfoo.a, library, :libfoo.a",
    "-Lsub/dir, library-path, sub/dir",
    "-L=/lib, library-path, =/lib",
    "-hlibfoo.so.1, soname, libfoo.so.1",
    "-znow, z, now",
    "-Tscript.ld, script, script.ld",
    "-ufoo, undefined, foo",
    "-yfoo, trace-symbol, foo",
    "-emain, entry, main",
    "-R/lib, rpath, /lib",
    "-melf_x86_64, m, elf_x86_64",
    "-O2, O, 2",
    // behind an equals sign
    "--Map=x, Map, x",
    "-Map=x, Map, x",
    "--soname=lib.a, soname, lib.a",
    "--defsym=a=b, defsym, a=b",
    "--library=foo, library, foo",
    "-library-path=sub, library-path, sub",
    "--output=x, o, x",
    "--Map=, Map, ''",
    "-mllvm=-inline-threshold=1, mllvm, -inline-threshold=1",
    // joined without one
    "--lto-O3, lto-O, 3",
    "-plugin-opt=O3, lto-O, 3",
    "--plugin-opt=O1, lto-O, 1",
    "-plugin-opt=-inline-threshold=1, plugin-opt=-, inline-threshold=1",
    "-plugin-opt=sample-profile=p, lto-sample-profile, p",
    "-plugin-opt=mcpu=x86-64, plugin-opt=mcpu, x86-64",
    "--why-extract=f, why-extract, f",
    "-print-archive-stats=f, print-archive-stats, f",
  })
  void oneWord(String word, String name, String value) {
    LinkerArg arg = one(word);
    assertEquals(name, arg.option().name());
    assertEquals(value, arg.value());
  }

  @ParameterizedTest
  @CsvSource({
    "-o, main, o",
    "--output, main, o",
    "-l, foo, library",
    "--library, foo, library",
    "-L, sub, library-path",
    "-z, now, z",
    "-h, libfoo.so, soname",
    "-soname, lib.a, soname",
    "--Map, x, Map",
    "-Map, x, Map",
    "-T, s.ld, script",
    "-dT, s.ld, default-script",
    "-f, aux, auxiliary",
    "-F, filt, filter",
    "-b, binary, format",
    "-e, main, entry",
    "--exclude-libs, libhid.a, exclude-libs",
    "--version-script, v.map, version-script",
    "-rpath, dir, rpath",
    "--just-symbols, f.o, just-symbols",
    "-dynamic-linker, /lib/ld.so, dynamic-linker",
    "-plugin, LLVMgold.so, plugin",
    "-mllvm, -inline-threshold=1, mllvm",
    "--opt-remarks-filename, a.yaml, opt-remarks-filename",
    // a value is whatever comes next
    "-o, -pie, o",
    "-l, -o, library",
    "-soname, --end-lib, soname",
  })
  void twoWords(String word, String value, String name) {
    LinkerArg arg = one(word, value);
    assertEquals(name, arg.option().name());
    assertEquals(value, arg.value());
  }

  /** Of all options that a word begins with the longest wins, and a flag only as the whole word. */
  @ParameterizedTest
  @CsvSource({
    "-omagic, o, magic",
    "-output=x, o, utput=x",
    "-opt-remarks-format, o, pt-remarks-format",
    "-Map=x, Map, x",
    "-Mapx, <unknown>, ''",
    "-shared, shared, ''",
    "-sharedx, <unknown>, ''",
    "-lto-O3, library, to-O3",
    "-library-path=x, library-path, x",
    "-libpath, library, ibpath",
    "-znodelete, z, nodelete",
    "-Ttext=0, Ttext, 0",
    "-Ttext-segment=0, Ttext-segment, 0",
    "-Text.ld, script, ext.ld",
    "-entry=x, entry, x",
    "-entryx, entry, ntryx",
    "-undefined-version, undefined-version, ''",
    "-undefined-versions, undefined, ndefined-versions",
    "-mllvm=x, mllvm, x",
    "-mllvmx, m, llvmx",
    "-Rpath, rpath, path",
    "-hash-style=gnu, hash-style, gnu",
    "-hash, soname, ash",
    "-plugin-opt=Ofoo, lto-O, foo",
    "-plugin-opt=opt-remarks-format=y, plugin-opt=opt-remarks-format, y",
    "-plugin-opt=thinlto, plugin-opt=thinlto, ''",
    "-plugin-opt=thinlto-index-only, plugin-opt=thinlto-index-only, ''",
    "-plugin-opt=thinlto-index-only=f, plugin-opt=thinlto-index-only, f",
    "-plugin-opt=thinlto-x, plugin-opt=thinlto, -x",
    "-plugin-opt=-fresolution=f, plugin-opt=-fresolution, f",
    "-plugin-opt=whatever, plugin-opt, whatever",
    "-plugin-opt=, plugin-opt, ''",
    "--lto-O, lto-O, ''",
  })
  void theLongestNameWins(String word, String name, String value) {
    LinkerArg arg = one(word);
    assertEquals(name, arg.option().name());
    assertEquals(value, arg.value());
  }

  /** Options that lld knows with two dashes only. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "threads=1",
        "gdb-index",
        "fat-lto-objects",
        "thinlto-index-only",
        "warn-backrefs",
        "pack-dyn-relocs=relr",
        "color-diagnostics",
      })
  void twoDashesOnly(String name) {
    assertEquals("<unknown>", one("-" + name).option().name());
    assertEquals(name.split("=")[0], one("--" + name).option().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-pie", "-shared", "-Bstatic", "-gc-sections", "-demangle", "-version"})
  void oneDashOrTwo(String word) {
    assertEquals(word.substring(1), one(word).option().name());
    assertEquals(word.substring(1), one("-" + word).option().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-pie", "-r", "-E", "--gc-sections"})
  void aFlagTakesNoValue(String flag) {
    List<LinkerArg> args = parse(flag, "main.o");
    assertEquals(2, args.size());
    assertSame(LldOption.INPUT, args.get(1).option());
    assertEquals("<unknown>", one(flag + "=yes").option().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"main.o", "lib.a", "lib.a(m.o at 94)", "/abs/x.so", "a=b", "-", "", "@x"})
  void inputs(String word) {
    LinkerArg arg = one(word);
    assertSame(LldOption.INPUT, arg.option());
    assertEquals(word, arg.value());
    assertEquals(Fate.WALK, arg.option().fate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--", "---x", "--nosuchoption", "--nosuchoption=1", "-W", "--l", "--o=x"})
  void unknownOptionsGoToBothLinks(String word) {
    LinkerArg arg = one(word);
    assertSame(LldOption.UNKNOWN, arg.option());
    assertEquals(Fate.BOTH, arg.option().fate());
  }

  /**
   * lld says "missing argument"; the word must get there and be the last one, and must not become a
   * file.
   */
  @ParameterizedTest
  @ValueSource(strings = {"-o", "--output", "-l", "-z", "--Map", "-soname", "-library", "-mllvm"})
  void aValueMissingAtTheEnd(String word) {
    List<LinkerArg> args = parse("main.o", word);
    assertEquals(2, args.size());
    assertEquals(List.of(word), args.get(1).words());
    assertEquals(Fate.PLAIN, args.get(1).option().fate());
  }

  /** What looks like a file, but is the value of an option. */
  @Test
  void valuesThatLookLikeFiles() {
    List<LinkerArg> args =
        parse(
            "main.o",
            "--exclude-libs",
            "libhid.a",
            "-soname",
            "lib.a",
            "-T",
            "s.o",
            "--version-script",
            "v.o",
            "lib.a",
            "-rpath",
            "d.o",
            "-o",
            "out.o");
    List<String> inputs = new ArrayList<>();
    for (LinkerArg arg : args) {
      if (arg.is("<input>")) {
        inputs.add(arg.value());
      }
    }
    assertEquals(List.of("main.o", "lib.a"), inputs);
  }

  @Test
  void anotherValueIsWrittenTheSameWay() {
    assertEquals(List.of("-Tx"), one("-Ts.ld").withValue("x"));
    assertEquals(List.of("-T", "x"), one("-T", "s.ld").withValue("x"));
    assertEquals(List.of("--script=x"), one("--script=s.ld").withValue("x"));
    assertEquals(List.of("-script", "x"), one("-script", "s.ld").withValue("x"));
    assertEquals(List.of("-plugin-opt=O1"), one("-plugin-opt=O3").withValue("1"));
  }

  @ParameterizedTest
  @CsvSource({
    "--gc-sections, BOTH",
    "--version-script=v, READ",
    "--trace, THIN",
    "--why-extract=f, THINFILE",
    "--Map=f, FINAL",
    "-omain, MINE",
    "--fat-lto-objects, MINE",
    "--whole-archive, WALK",
    "--lto-O3, CARRIED",
    "--lto-CGO3, CARRIED",
    "--lto-basic-block-sections=all, PROCESS",
    "--remap-inputs=a=b, WALK",
    "--thinlto-object-suffix-replace=a;b, WALK",
    "--thinlto-index-only=f, PLAIN",
    "--save-temps, PLAIN",
    "--lto-emit-asm, PLAIN",
    "--thinlto-distributor=p, PLAIN",
    "--reproduce=f, PLAIN",
    "--version, PLAIN",
  })
  void fates(String word, Fate fate) {
    assertEquals(fate, one(word).option().fate());
  }
}
