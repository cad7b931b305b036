package org.dthinlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Installs the Debian package on a bare Debian, links there and removes it. Takes Debian's own
 * packages from where apt takes them, 200 MB, and has to be root, by sudo if it isn't.
 */
final class DebianPackageE2eTest {

  private static final String BARE_SYSTEM = "src/build/bare-system.sh";

  /** Compiles, archives, links and runs; the last line is what the program says. */
  private static final String PROGRAM =
      """
      set -e
      mkdir -p /root/w && cd /root/w
      printf 'int lib(int n) { return n + 1; }\\n' >lib.c
      printf '#include <stdio.h>\\nint lib(int);\\nint main(void) { printf("%%d\\\\n", lib(41)); }\\n' >main.c
      clang -O2 -flto=thin -c lib.c main.c
      ar rc lib.a lib.o
      dthinlto link --strict --summary s.json -- clang -O2 -flto=thin -fuse-ld=lld main.o lib.a -o main
      cat s.json
      echo
      ./main
      """;

  /** Everything that is there, but what other packages keep for themselves. */
  private static final String ALL_FILES =
      "find / -xdev \\( -path /proc -o -path /root -o -path /tmp -o -path /var/cache/man"
          + " -o -path /var/log -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache \\)"
          + " -prune -o -print";

  @TempDir private Path tmp;

  private String bare(String... words) throws Exception {
    return Commands.done(Path.of("."), Map.of(), command(words));
  }

  private static String[] command(String... words) {
    boolean root = System.getProperty("user.name").equals("root");
    List<String> all =
        new java.util.ArrayList<>(root ? List.of(BARE_SYSTEM) : List.of("sudo", BARE_SYSTEM));
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  private static Set<String> lines(String text) {
    return new TreeSet<>(List.of(text.split("\n")));
  }

  @Test
  void itInstallsLinksAndLeavesNothing() throws Exception {
    String root = tmp.toRealPath().resolve("bare").toString();
    bare("make", root);
    try {
      Path deb = Commands.built("dthinlto_*_all.deb");
      bare("run", root, "sh", "-c", "apt-get -qq update");
      String install = "apt-get -qq -y -o Dpkg::Use-Pty=0 ";
      // Not by apt: it wouldn't read the test's folder. Its words are the same.
      Commands.done(Path.of("."), Map.of(), "cp", deb.toString(), root + "/root/dthinlto.deb");

      String wanted =
          bare(
              "run",
              root,
              "sh",
              "-c",
              install + "-s -o APT::Install-Recommends=true install /root/dthinlto.deb");
      for (String name : List.of("clang", "lld", "default-jre-headless", "dthinlto")) {
        assertTrue(wanted.contains("\nInst " + name + " "), wanted);
      }
      assertFalse(wanted.contains("\nInst make "), wanted);

      bare("run", root, "sh", "-c", install + "install man-db clang lld default-jre-headless");
      Set<String> before = lines(bare("run", root, "sh", "-c", ALL_FILES));
      bare("run", root, "sh", "-c", install + "install /root/dthinlto.deb");
      Set<String> installed = lines(bare("run", root, "sh", "-c", ALL_FILES));
      assertTrue(installed.contains("/usr/lib/dthinlto/dthinlto.jsa"), installed.toString());
      assertTrue(installed.contains("/usr/share/doc/dthinlto/copyright"), installed.toString());
      assertEquals("", bare("run", root, "dpkg", "--verify", "dthinlto"));

      String said = bare("run", root, "sh", "-c", PROGRAM);
      assertTrue(said.contains("\"outcome\":\"distributed\""), said);
      assertTrue(said.endsWith("\n42\n"), said);
      String page =
          bare(
              "run",
              root,
              "sh",
              "-c",
              "man dthinlto-link | col -b 2>/dev/null || man dthinlto-link");
      assertTrue(page.contains("dthinlto-link - link"), page);

      javaIsUpdated(root);

      bare("run", root, "sh", "-c", install + "purge dthinlto");
      Set<String> left = lines(bare("run", root, "sh", "-c", ALL_FILES));
      assertEquals(before, left);
    } finally {
      Commands.done(Path.of("."), Map.of(), rm(root));
    }
  }

  /** An archive is good for one java only: what changes java makes it anew. */
  private void javaIsUpdated(String root) throws Exception {
    String archive = "/usr/lib/dthinlto/dthinlto.jsa";
    bare("run", root, "rm", archive);
    bare("run", root, "dpkg-trigger", "--by-package=openjdk-17-jre-headless", "/usr/lib/jvm");
    assertFalse(Files.exists(Path.of(root + archive)));
    bare("run", root, "dpkg", "--triggers-only", "-a");
    assertTrue(Files.exists(Path.of(root + archive)));
  }

  private static String[] rm(String root) {
    String[] words = {"rm", "-rf", "--one-file-system", root};
    if (System.getProperty("user.name").equals("root")) {
      return words;
    }
    String[] all = {"sudo", "rm", "-rf", "--one-file-system", root};
    return all;
  }
}
