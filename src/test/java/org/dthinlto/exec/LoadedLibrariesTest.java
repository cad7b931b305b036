package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.dthinlto.exec.LoadedLibraries.Library;
import org.junit.jupiter.api.Test;

final class LoadedLibrariesTest {

  @Test
  void whatTheLoaderSaysIsRead() {
    String said =
        """
        \tlinux-vdso.so.1 (0x00007f42d54cb000)
        \tlibLLVM.so.22.1 => /opt/a => b (0x1)/libLLVM.so.22.1 (0x00007f42d1c00000)
        \tlibz3.so.4 => not found
        \t/opt/by path/libx.so (0x00007f42d1c00000)
        \t/lib64/ld-linux-x86-64.so.2 (0x00007f42d54cd000)
        """;
    assertEquals(
        List.of(
            new Library("libLLVM.so.22.1", "/opt/a => b (0x1)/libLLVM.so.22.1"),
            new Library("libz3.so.4", "")),
        LoadedLibraries.parse(said));
  }

  @Test
  void whatIsNoListOfLibrariesHasNone() {
    assertEquals(List.of(), LoadedLibraries.parse(""));
    assertEquals(List.of(), LoadedLibraries.parse("clang version 22.1.8\nTarget: x86_64\n"));
    assertEquals(List.of(), LoadedLibraries.parse("a => b\nc => /d\n"));
  }

  @Test
  void aRealProgramLoadsTheCLibrary() throws Exception {
    Path program = Path.of("/bin/sh").toRealPath();
    List<Library> libraries = LoadedLibraries.of(program, Path.of("/"), new ChildProcesses());
    boolean found = false;
    for (Library library : libraries) {
      found |= library.name().startsWith("libc.") && library.file().startsWith("/");
    }
    assertTrue(found, libraries.toString());
  }
}
