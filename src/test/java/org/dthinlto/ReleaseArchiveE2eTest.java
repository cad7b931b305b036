package org.dthinlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks the release archive and works with what is in it, and nothing else of the build. */
final class ReleaseArchiveE2eTest {

  @TempDir private Path tmp;

  /** Unpacks it into a folder; returns the folder that the archive has. */
  private Path unpack(String name) throws Exception {
    Path folder = Files.createDirectory(tmp.toRealPath().resolve(name));
    Path archive = Commands.built("dthinlto-*.tar.gz");
    Commands.done(folder, Map.of(), "tar", "xzf", archive.toString());
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found = all.toList();
      assertEquals(1, found.size(), found.toString());
      assertEquals(archive.getFileName().toString(), found.get(0).getFileName() + ".tar.gz");
      return found.get(0);
    }
  }

  /** Links a program with an archive through a launcher; returns what the program says. */
  private String linked(Path launcher) throws Exception {
    Path work = Files.createDirectories(tmp.resolve("work"));
    Files.writeString(work.resolve("lib.c"), "int lib(int n) { return n + 1; }\n");
    Files.writeString(
        work.resolve("main.c"),
        "#include <stdio.h>\nint lib(int);\nint main(void) { printf(\"%d\\n\", lib(41)); }\n");
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", tmp.resolve("cache").toString());
    Commands.done(work, environment, "clang-22", "-O2", "-flto=thin", "-c", "lib.c", "main.c");
    Commands.done(work, environment, "llvm-ar-22", "rc", "lib.a", "lib.o");
    Commands.done(
        work,
        environment,
        launcher.toString(),
        "link",
        "--strict",
        "--",
        "clang-22",
        "-O2",
        "-flto=thin",
        "-fuse-ld=lld",
        "main.o",
        "lib.a",
        "-o",
        "main");
    return Commands.done(work, environment, "./main");
  }

  /** Where java says that it took {@code Main} from. */
  private String sourceOfMain(Path launcher) throws Exception {
    String option = "-Xlog:class+load:file=classes.log";
    Commands.done(tmp, Map.of("DTHINLTO_JAVA_OPTS", option), launcher.toString(), "--version");
    for (String line : Files.readAllLines(tmp.resolve("classes.log"))) {
      if (line.contains(" org.dthinlto.Main ")) {
        return line.substring(line.indexOf("source: "));
      }
    }
    throw new AssertionError("Main wasn't loaded");
  }

  private static Set<String> names(Path folder) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  @Test
  void itLinksFromAFolderWithBlanksThroughASymbolicLink() throws Exception {
    Path home = unpack("a place");
    Path link = Files.createSymbolicLink(tmp.resolve("d"), home.resolve("bin/dthinlto"));
    assertEquals("42\n", linked(link));
    Files.delete(home.resolve("lib/dthinlto/dthinlto.jar"));
    assertEquals(1, Commands.run(tmp, Map.of(), link.toString(), "--version").status());
  }

  @Test
  void itStartsWithoutAClassDataArchiveAndMakesOneWhenAsked() throws Exception {
    Path home = unpack("place");
    Path launcher = home.resolve("bin/dthinlto");
    Path lib = home.resolve("lib/dthinlto");
    assertFalse(Files.exists(lib.resolve("dthinlto.jsa")));
    assertTrue(sourceOfMain(launcher).endsWith("/lib/dthinlto/dthinlto.jar"));
    Commands.done(tmp, Map.of(), lib.resolve("class-data").toString());
    assertEquals("source: shared objects file", sourceOfMain(launcher));
    assertEquals("42\n", linked(launcher));

    // One that can't be made is said, and leaves the one there is and nothing else.
    Set<String> before = names(lib);
    Files.writeString(lib.resolve("dthinlto.classlist"), "");
    Map<String, String> noJava = Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", "/nowhere");
    Path fake = Files.createDirectory(tmp.resolve("fake"));
    Files.writeString(fake.resolve("java"), "#!/bin/sh\necho no dump today\nexit 3\n");
    assertTrue(fake.resolve("java").toFile().setExecutable(true));
    Commands.Ran failed =
        Commands.run(
            tmp,
            Map.of("PATH", fake + ":" + noJava.get("PATH"), "JAVA_HOME", "/nowhere"),
            lib.resolve("class-data").toString());
    assertEquals(1, failed.status());
    assertTrue(failed.out().contains("could not be made"), failed.out());
    assertTrue(failed.out().contains("no dump today"), failed.out());
    assertEquals(before, names(lib));
    assertEquals("source: shared objects file", sourceOfMain(launcher));
  }

  @Test
  void pagesCompletionsAndLicencesAreInIt() throws Exception {
    Path home = unpack("p");
    Set<String> there = names(home);
    assertTrue(
        there.containsAll(List.of("bin", "lib", "share", "docs", "README.md", "LICENSE")),
        there.toString());
    assertTrue(names(home.resolve("share/man/man1")).contains("dthinlto-link.1"));
    assertTrue(Files.exists(home.resolve("share/bash-completion/completions/dthinlto")));
    assertTrue(Files.exists(home.resolve("share/zsh/site-functions/_dthinlto")));
    assertTrue(Files.exists(home.resolve("share/fish/vendor_completions.d/dthinlto.fish")));
    String man =
        Commands.done(
            tmp,
            Map.of("MANPATH", home.resolve("share/man").toString(), "LC_ALL", "C.UTF-8"),
            "man",
            "-w",
            "dthinlto-cache");
    assertEquals(home.resolve("share/man/man1/dthinlto-cache.1") + "\n", man);
    jarsAreNamedByTheirLicences(home);
  }

  /** Each package in the jars is one that the list of licences has. */
  private void jarsAreNamedByTheirLicences(Path home) throws Exception {
    String licences = Files.readString(home.resolve("THIRD-PARTY"));
    TreeSet<String> unknown = new TreeSet<>();
    int classes = 0;
    for (String jar : List.of("dthinlto.jar", "remote.jar")) {
      Path file = home.resolve("lib/dthinlto").resolve(jar);
      try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
        for (java.util.zip.ZipEntry entry : java.util.Collections.list(zip.entries())) {
          String name = entry.getName();
          if (name.endsWith(".class")) {
            classes++;
            if (!name.startsWith("org/dthinlto/") && !isNamed(name, licences)) {
              unknown.add(name.substring(0, name.lastIndexOf('/')));
            }
          }
        }
      }
    }
    assertEquals(new TreeSet<>(), unknown);
    assertTrue(classes > 1000, "classes: " + classes);
    assertFalse(isNamed("net/nowhere/X.class", licences));
  }

  private static boolean isNamed(String name, String licences) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      if (licences.contains(" " + name.substring(0, slash) + "/*")) {
        return true;
      }
    }
    return false;
  }
}
