package org.dthinlto.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Inputs that are no good: exit status 1, one error that names the thing, no output, nothing left.
 * Where lld takes one all the same, so must we; each test looks at what lld does first.
 */
@Execution(ExecutionMode.CONCURRENT)
class BrokenInputE2eTest {

  private static final int HEADER_SIZE_FIELD = 48;

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(void) { return f(4); }");
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.thin("a_member_with_a_long_name.o", "int g(int x) { return x - 1; }");
    space.archive("lib.a", "a_member_with_a_long_name.o", "f.o");
  }

  /** Both ways fail, and ours names the thing. */
  private static void fails(TestSpace space, String name, String... words) {
    Linked linked = space.link(words).fails();
    assertTrue(linked.errors().get(0).contains(name), linked.tool()::toString);
    linked.tool().saysNot(".dthinlto/");
  }

  /** The archive with these bytes at the header of the member of that name. */
  private static void patch(TestSpace space, String member, int offset, String text) {
    byte[] bytes = space.read("lib.a");
    int header = new String(bytes, ISO_8859_1).indexOf(member + "/ ");
    assertTrue(header > 0, "no such member");
    System.arraycopy(text.getBytes(ISO_8859_1), 0, bytes, header + offset, text.length());
    space.write("bad.a", bytes);
  }

  @Llvm.Ends
  void archiveThatIsCutInAMember(TestSpace space) {
    example(space);
    byte[] bytes = space.read("lib.a");
    space.write("bad.a", Arrays.copyOf(bytes, bytes.length - 700));
    fails(space, "bad.a", "main.o", "bad.a");
  }

  @Llvm.Ends
  void archiveThatIsCutInAHeader(TestSpace space) {
    example(space);
    byte[] bytes = space.read("lib.a");
    int header = new String(bytes, ISO_8859_1).indexOf("f.o/ ");
    space.write("bad.a", Arrays.copyOf(bytes, header + 30));
    fails(space, "bad.a", "main.o", "bad.a");
  }

  @Llvm.Ends
  void memberHeaderWhoseSizeIsNoNumber(TestSpace space) {
    example(space);
    patch(space, "f.o", HEADER_SIZE_FIELD, "12x4567890");
    fails(space, "bad.a", "main.o", "bad.a");
  }

  @Llvm.Ends
  void memberHeaderWhoseSizeIsTooLarge(TestSpace space) {
    example(space);
    patch(space, "f.o", HEADER_SIZE_FIELD, "99999999  ");
    fails(space, "bad.a", "main.o", "bad.a");
  }

  @Llvm.Ends
  void memberNameBeyondTheNameTable(TestSpace space) {
    example(space);
    patch(space, "f.o", 0, "/99999          ");
    fails(space, "bad.a", "main.o", "bad.a");
  }

  @Llvm.Ends
  void memberOfAThinArchiveThatIsMissing(TestSpace space) {
    example(space);
    space.thin("dir/f.o", "int f(int x) { return x; }");
    space.ar("rcsT", "thin.a", "dir/f.o");
    space.remove("dir/f.o");
    fails(space, "thin.a", "main.o", "thin.a");
  }

  @Llvm.Ends
  void folderAsAnInput(TestSpace space) {
    example(space);
    space.mkdir("folder.o");
    fails(space, "folder.o", "main.o", "lib.a", "folder.o");
    space.mkdir("folder.a");
    fails(space, "folder.a", "main.o", "folder.a");
  }

  // lld reads it as a linker script that says nothing.
  @Llvm.Ends
  void emptyFileIsNoError(TestSpace space) {
    example(space);
    space.write("empty.o", "");
    space.write("empty.a", "");
    space.link("main.o", "empty.o", "lib.a", "empty.a").jobs(2).same();
  }

  @Llvm.Ends
  void textThatIsNoScript(TestSpace space) {
    example(space);
    space.write("text.a", "this is not an archive\n");
    fails(space, "text.a", "main.o", "text.a");
  }

  @Llvm.Ends
  void fileThatCantBeRead(TestSpace space) {
    example(space);
    space.run("chmod", "000", "lib.a").exits(0);
    Linked linked = space.link("main.o", "lib.a").through(Mortal.prefix(space)).fails();
    assertTrue(linked.errors().get(0).contains("lib.a"), linked.tool()::toString);
  }

  @Llvm.Ends
  void inputThatIsMissing(TestSpace space) {
    example(space);
    fails(space, "nothere.o", "main.o", "nothere.o");
    Linked direct = space.link("main.o", "nothere.a").by(space.llvm.lld()).fails();
    assertTrue(direct.errors().get(0).contains("nothere.a"), direct.tool()::toString);
  }

  @Llvm.Ends
  void responseFileThatIsMissing(TestSpace space) {
    example(space);
    fails(space, "nothere.rsp", "main.o", "lib.a", "@nothere.rsp");
    Linked direct = space.link("main.o", "@nothere.rsp").by(space.llvm.lld()).fails();
    assertTrue(direct.errors().get(0).contains("nothere.rsp"), direct.tool()::toString);
  }

  @Llvm.Ends
  void bitcodeMagicAndJunkBehindIt(TestSpace space) {
    example(space);
    byte[] junk = new byte[900];
    for (int i = 0; i < junk.length; i++) {
      junk[i] = (byte) (i * 7);
    }
    System.arraycopy(new byte[] {'B', 'C', (byte) 0xc0, (byte) 0xde}, 0, junk, 0, 4);
    space.write("junk.o", junk);
    fails(space, "junk.o", "main.o", "lib.a", "junk.o");
    space.ar("rcS", "bad.a", "junk.o");
    fails(space, "bad.a", "main.o", "-Wl,--whole-archive", "bad.a", "-Wl,--no-whole-archive");
  }

  @Llvm.Ends
  void bitcodeThatIsCut(TestSpace space) {
    example(space);
    byte[] bytes = space.read("f.o");
    space.write("cut.o", Arrays.copyOf(bytes, bytes.length / 2));
    fails(space, "cut.o", "main.o", "cut.o");
    space.write("few.o", Arrays.copyOf(bytes, 6));
    fails(space, "few.o", "main.o", "few.o");
  }

  @Llvm.Newest
  void fatObjectThatIsCut(TestSpace space) {
    example(space);
    space.thin("fat.o", "int f(int x) { return x; }", "-ffat-lto-objects");
    space.write("cut.o", Arrays.copyOf(space.read("fat.o"), 700));
    fails(space, "cut.o", "-Wl,--fat-lto-objects", "main.o", "cut.o");
  }

  @Llvm.Ends
  void nativeObjectThatIsCut(TestSpace space) {
    example(space);
    space.elf("n.o", "int n(int x) { return x; }");
    space.write("cut.o", Arrays.copyOf(space.read("n.o"), 300));
    fails(space, "cut.o", "main.o", "lib.a", "cut.o");
  }

  @Llvm.Ends
  void versionScriptThatIsMissing(TestSpace space) {
    example(space);
    fails(space, "nothere.map", "main.o", "lib.a", "-Wl,--version-script=nothere.map");
  }
}
