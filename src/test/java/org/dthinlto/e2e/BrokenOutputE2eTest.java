package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Outputs that can't be written: exit status 1, one error that names the place, nothing left. */
@Execution(ExecutionMode.CONCURRENT)
class BrokenOutputE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(void) { return f(4); }");
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.archive("lib.a", "f.o");
  }

  private static void fails(TestSpace space, Link link, String name) {
    Snapshot before = space.snapshot();
    Ran tool = space.run(link.command()).exits(1);
    assertEquals(List.of(), before.changesTo(space.snapshot()), tool::toString);
    assertEquals(1, tool.errors().size(), tool::toString);
    assertTrue(tool.errors().get(0).contains(name), tool::toString);
    tool.saysNot("Exception", "\tat org.dthinlto");
  }

  @Llvm.Ends
  void folderOfTheOutputIsMissing(TestSpace space) {
    example(space);
    fails(space, space.link("main.o", "lib.a").output("nowhere/deep/out"), "nowhere/deep/out");
  }

  @Llvm.Ends
  void outputIsAFolder(TestSpace space) {
    example(space);
    space.mkdir("folder");
    fails(space, space.link("main.o", "lib.a").output("folder"), "folder");
    space.write("full/file", "text");
    fails(space, space.link("main.o", "lib.a").output("full"), "full");
  }

  @Llvm.Ends
  void folderOfTheOutputCantBeWritten(TestSpace space) {
    example(space);
    space.mkdir("ro");
    space.run("chmod", "555", "ro").exits(0);
    Link link = space.link("main.o", "lib.a").through(Mortal.prefix(space)).output("ro/out");
    fails(space, link, "ro/out");
  }

  @Llvm.Newest
  void temporaryFolderIsMissing(TestSpace space) {
    example(space);
    space.env.put("TMPDIR", "/nowhere/tmp");
    // It isn't needed where the output's folder can be written.
    space.link("main.o", "lib.a").jobs(2).same();
  }

  @Llvm.Ends
  void diskThatIsTooSmallForTheOutput(TestSpace space) {
    example(space);
    space.elf("big.o", "char big[4 << 20] = {1};");
    Link link = space.link("main.o", "lib.a", "big.o", "-Wl,-u,big").output("disk/out");
    fullDisk(space, link, 1024);
  }

  // One page: not even the index files find room.
  @Llvm.Newest
  void diskThatIsTooSmallForTheSteps(TestSpace space) {
    example(space);
    space.elf("big.o", "char big[4 << 20] = {1};");
    Link link = space.link("main.o", "lib.a", "big.o", "-Wl,-u,big").output("disk/out");
    fullDisk(space, link, 4);
  }

  /** Links to a disk of that size that is there for the command alone. */
  private static void fullDisk(TestSpace space, Link link, int kilobytes) {
    space.mkdir("disk");
    String mount = "mount -t tmpfs -o size=" + kilobytes + "k none disk";
    List<String> own = List.of("/usr/bin/unshare", "-rm", "/bin/sh", "-c");
    Ran probe = space.run(Mortal.command(own, mount));
    String text = mount + " && { \"$@\"; status=$?; find disk -mindepth 1 >&2; exit $status; }";
    if (probe.status() != 0) {
      // No right to mount: a limit on the size of files is the next best, in half kilobytes.
      own = List.of("/bin/sh", "-c");
      text = "ulimit -f " + Math.max(2 * kilobytes, 256) + "; \"$@\"";
    }
    link.through(Mortal.command(own, text, "sh"));
    Snapshot before = space.snapshot();
    Ran tool = space.run(link.command()).exits(1);
    List<String> changes = before.changesTo(space.snapshot());
    // A crashing lld may leave these; it isn't us who made them.
    changes.removeIf(change -> change.startsWith("+tmp/symbolizer-"));
    assertEquals(List.of(), changes, tool::toString);
    assertEquals(1, tool.errors().size(), tool::toString);
    assertTrue(tool.errors().get(0).contains("disk/out"), tool::toString);
    // lld writes to a mapped file, so that a full disk kills it.
    assertTrue(
        tool.err()
            .matches("(?is).*(no space left|file too large|bus error|sigbus|signal 7|sigxfsz).*"),
        tool::toString);
    tool.saysNot("Exception", "\tat org.dthinlto");
    for (String line : tool.err().split("\n")) {
      // What find printed.
      assertTrue(!line.startsWith("disk/"), () -> "left on the disk\n" + tool);
    }
  }
}
