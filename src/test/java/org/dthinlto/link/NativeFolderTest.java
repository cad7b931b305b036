package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {

  @TempDir Path base;

  @Test
  void objectsAreShownBelowTheNameThatTheUserGave() {
    assertEquals("n/a.o", new NativeFolder("n", base).shown("a.o"));
    assertEquals("n/a.o", new NativeFolder("n//", base).shown("a.o"));
    assertEquals("./a.o", new NativeFolder(".", base).shown("a.o"));
    assertEquals("./a.o", new NativeFolder("", base).shown("a.o"));
    assertEquals("./-n/a.o", new NativeFolder("-n", base).shown("a.o"));
    assertEquals("./@n/a.o", new NativeFolder("@n", base).shown("a.o"));
    assertEquals("/n/a.o", new NativeFolder("/n/", base).shown("a.o"));
    assertEquals("/a.o", new NativeFolder("/", base).shown("a.o"));
  }

  @Test
  void namesWantedTwiceAreToldApart() throws Exception {
    NativeFolder natives = new NativeFolder("n", base);
    natives.make();
    assertEquals(
        List.of("a.o", "b.o", "a~2.o", "a~3.o"),
        natives.reserve(List.of("a.o", "b.o", "a.o", "a.o"), List.of()));
  }

  @Test
  void foldersMadeInVainGoAndOthersStay() throws Exception {
    Files.createDirectory(base.resolve("there"));
    NativeFolder natives = new NativeFolder("there/n/o", base);
    natives.make();
    natives.reserve(List.of("lib.a/1/m.o", "x/y.o"), List.of());
    assertTrue(Files.isDirectory(base.resolve("there/n/o/lib.a/1")));
    Path object = Files.writeString(base.resolve("object"), "x");
    natives.take(object, "x/y.o");
    natives.removeEmpty();
    assertFalse(Files.exists(base.resolve("there/n/o/lib.a")));
    assertEquals("x", Files.readString(base.resolve("there/n/o/x/y.o")));
    Files.delete(base.resolve("there/n/o/x/y.o"));
    natives.removeEmpty();
    assertFalse(Files.exists(base.resolve("there/n")));
    assertTrue(Files.isDirectory(base.resolve("there")));
  }

  @Test
  void olderObjectIsReplacedButNoInputAndNoFolder() throws Exception {
    Path input = Files.writeString(base.resolve("a.o"), "bitcode");
    Files.createDirectory(base.resolve("dir.o"));
    Files.writeString(base.resolve("old.o"), "old");
    Files.createSymbolicLink(base.resolve("link.o"), input);
    NativeFolder natives = new NativeFolder(".", base);
    natives.make();
    for (String name : List.of("a.o", "link.o", "dir.o")) {
      IOException e =
          assertThrows(IOException.class, () -> natives.reserve(List.of(name), List.of(input)));
      assertTrue(e.getMessage().startsWith("'./" + name + "': "), e.getMessage());
    }
    assertEquals(List.of("old.o"), natives.reserve(List.of("old.o"), List.of(input)));
    natives.take(Files.writeString(base.resolve("object"), "new"), "old.o");
    assertEquals("new", Files.readString(base.resolve("old.o")));
    assertEquals("bitcode", Files.readString(input));
  }

  @Test
  void fileInTheWayIsNamed() throws Exception {
    Files.writeString(base.resolve("n"), "a file");
    assertThrows(IOException.class, () -> new NativeFolder("n", base).make());
    assertThrows(IOException.class, () -> new NativeFolder("n/o", base).make());
    assertEquals("a file", Files.readString(base.resolve("n")));
  }
}
