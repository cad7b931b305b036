package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** lld's spelling of members: taken apart, and found again in the archives, also with odd names. */
final class MemberIdTest {

  @TempDir Path folder;

  static Stream<String> llvmSuffixes() {
    return ArTools.llvmSuffixes().stream();
  }

  @Test
  void candidates_longestArchiveFirst() {
    assertEquals(
        List.of(new MemberId("lib.a", "lib.o", 94)), MemberId.candidates("lib.a(lib.o at 94)"));
    assertEquals(
        List.of(
            new MemberId("libpar(1).a(par", "x at 9).o", 94),
            new MemberId("libpar(1).a", "par(x at 9).o", 94),
            new MemberId("libpar", "1).a(par(x at 9).o", 94)),
        MemberId.candidates("libpar(1).a(par(x at 9).o at 94)"));
    assertEquals(
        List.of(new MemberId("a(b)/lib.a", "m.o", 8)),
        MemberId.candidates("a(b)/lib.a(m.o at 8)"),
        "a base name holds no slash");
    assertEquals(List.of(new MemberId("l.a", "", 8)), MemberId.candidates("l.a( at 8)"));
  }

  @Test
  void notTheFormOfAMember() {
    for (String id :
        List.of(
            "",
            "main.o",
            "lib.a(lib.o)",
            "lib.a(lib.o at 94",
            "lib.a(lib.o at )",
            "lib.a(lib.o at 9x)",
            "lib.a(lib.o at -9)",
            "lib.a(lib.o at 9 )",
            "lib.a(lib.o at 9999999999999999999)",
            "lib.a(lib.oat 94)",
            "lib.a lib.o at 94)",
            "(lib.o at 94)",
            "lib.a(sub/lib.o at 94)")) {
      assertEquals(List.of(), MemberId.candidates(id), id);
    }
  }

  @Test
  void spelling() throws Exception {
    write("lib.a", ArText.regular().member("//", "sub/dir/long.o/\n").member("/0", "x"));
    ArchiveMember member = Archive.read(folder.resolve("lib.a")).members().get(0);
    assertEquals("./lib.a(long.o at 84)", MemberId.of("./lib.a", member).toString());
  }

  @Test
  void resolve_looksAtTheFiles() throws Exception {
    ArText archive = ArText.regular().member("//", "par(x at 9).o/\n\n").member("/0", "x");
    write("libpar(1).a", archive);
    Files.writeString(folder.resolve("libpar"), "no archive, but a file of that name");
    MemberResolver.Match match = MemberId.resolve("libpar(1).a(par(x at 9).o at 84)", folder);
    assertEquals(new MemberId("libpar(1).a", "par(x at 9).o", 84), match.id());
    assertEquals("x", text(match.member().bytes()));
    assertEquals(folder.resolve("libpar(1).a"), match.archive().file());
    String absolute = folder.resolve("libpar(1).a") + "(par(x at 9).o at 84)";
    assertEquals(84, MemberId.resolve(absolute, Path.of("/")).member().headerOffset());
  }

  @Test
  void resolve_staleOffset_saysWhatStandsThere() throws Exception {
    write("lib.a", ArText.regular().member("/", "1234").member("x.o/", "12").member("y.o/", "1"));
    MemberResolver resolver = new MemberResolver(folder);
    assertEquals("y.o", resolver.resolve("lib.a(y.o at 134)").member().name());
    String rest = " of 'lib.a'; the archive was changed, run the thin link again";
    assertEquals(
        "'lib.a(x.o at 134)': member 'y.o' starts at byte 134" + rest,
        message(resolver, "lib.a(x.o at 134)"));
    assertEquals(
        "'lib.a(x.o at 94)': no member starts at byte 94" + rest,
        message(resolver, "lib.a(x.o at 94)"));
    assertEquals(
        "'lib.a(x.o at 8)': no member starts at byte 8" + rest,
        message(resolver, "lib.a(x.o at 8)"),
        "the symbol table");
    assertEquals(
        "'lib.a(x.o at 99999)': no member starts at byte 99999" + rest,
        message(resolver, "lib.a(x.o at 99999)"));
  }

  @Test
  void resolve_noArchive() throws Exception {
    Files.writeString(folder.resolve("text"), "no archive");
    Files.createDirectory(folder.resolve("dir"));
    write("cut.a", new ArText().raw("!<arch>\nx.o/"));
    MemberResolver resolver = new MemberResolver(folder);
    assertEquals(
        "'main.o': neither a file nor ARCHIVE(MEMBER at OFFSET)", message(resolver, "main.o"));
    assertEquals(
        "'no.a(x.o at 8)': there is no archive 'no.a'", message(resolver, "no.a(x.o at 8)"));
    assertEquals("'dir(x.o at 8)': there is no archive 'dir'", message(resolver, "dir(x.o at 8)"));
    assertEquals(
        "'a\\x00(x.o at 8)': there is no archive 'a\\x00'", message(resolver, "a\0(x.o at 8)"));
    assertEquals(
        "'text': not an archive, byte 0 does not start '!<arch>' or '!<thin>' and a newline",
        message(resolver, "text(x.o at 8)"));
    assertEquals(
        "'cut.a': header at byte 8: cut short after 4 of 60 bytes;"
            + " the archive is truncated or damaged",
        message(resolver, "cut.a(x.o at 8)"));
  }

  @Test
  void resolve_twoArchivesCouldBeMeant() throws Exception {
    write("a", ArText.regular().member("b(m.o/", "x"));
    MemberResolver resolver = new MemberResolver(folder);
    assertEquals("b(m.o", resolver.resolve("a(b(m.o at 8)").member().name());
    write("a(b", ArText.regular().member("m.o/", "x"));
    assertEquals(
        "'a(b(m.o at 8)': may be a member of 'a(b' or of 'a'",
        message(new MemberResolver(folder), "a(b(m.o at 8)"));
  }

  /** The IDs that lld writes are found, and no others are needed: all forms of archives at once. */
  @ParameterizedTest
  @MethodSource("llvmSuffixes")
  void idsThatLldWrites(String suffix) throws Exception {
    Files.createDirectories(folder.resolve("sub/dir"));
    List<String> members =
        List.of(
            "f0.o", "par(x at 9).o", "with blank.o", "same.o", "sub/same.o", "sub/dir/\u00e4.o");
    StringBuilder main = new StringBuilder("int main(void) { return 0");
    StringBuilder declarations = new StringBuilder();
    for (int i = 0; i < members.size(); i++) {
      compile(suffix, "int f" + i + "(void) { return 0; }", members.get(i));
      declarations.append("int f").append(i).append("(void);");
      main.append(" + f").append(i).append("()");
    }
    compile(suffix, declarations + main.append("; }").toString(), "main.o");
    String ar = "llvm-ar" + suffix;
    ArTools.run(folder, ar, "rcS", "gnu(1).a", members.get(0), members.get(1));
    ArTools.run(folder, ar, "--format=darwin", "rc", "sub/darwin.a", members.get(2));
    ArTools.run(folder, ar, "--format=bsd", "qc", "libbsd.a", members.get(3));
    ArTools.run(folder, ar, "rcT", "sub/thin at 8).a", members.get(4), members.get(5));
    ArTools.run(
        folder,
        "ld.lld" + suffix,
        "--thinlto-index-only=index.txt",
        "--lto-obj-path=merged.o",
        "-e",
        "main",
        "main.o",
        "gnu(1).a",
        "./sub/../sub/darwin.a",
        "-L.",
        "-lbsd",
        folder.resolve("sub/thin at 8).a").toString());

    List<String> found = new ArrayList<>();
    MemberResolver resolver = new MemberResolver(folder);
    for (String id : Files.readAllLines(folder.resolve("index.txt"))) {
      if (Files.exists(folder.resolve(id))) {
        assertEquals("main.o", id);
        continue;
      }
      MemberResolver.Match match = resolver.resolve(id);
      assertEquals(id, match.id().toString());
      assertTrue(match.member().bytes().length > 100);
      assertEquals("BC", text(match.member().head(2)));
      found.add(match.member().name());
    }
    List<String> expected = new ArrayList<>(members.subList(0, 4));
    expected.addAll(List.of("same.o", "dir/\u00e4.o"));
    assertEquals(expected, found);
  }

  private void compile(String suffix, String source, String object) {
    ArTools.compileBy("clang" + suffix, folder, source, object, "-flto=thin");
  }

  private void write(String name, ArText archive) throws IOException {
    Files.write(folder.resolve(name), archive.bytes());
  }

  private static String message(MemberResolver resolver, String id) {
    return assertThrows(ArchiveException.class, () -> resolver.resolve(id)).getMessage();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
