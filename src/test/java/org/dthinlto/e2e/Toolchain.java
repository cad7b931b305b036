package org.dthinlto.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One installed LLVM release: where its clang, lld and archive tools are. Knows nothing of links.
 *
 * <p>The system property {@code dthinlto.llvm} ({@code 14,22}) chooses the releases to test.
 * Without it these are all that are installed, and {@link #OLDEST} and {@link #NEWEST} must be
 * among them.
 *
 * @param version the major version
 */
record Toolchain(int version) {

  /** The oldest release that is supported. */
  static final int OLDEST = 14;

  /** The newest release that must be there to test with; a newer one takes its place. */
  static final int NEWEST = 22;

  private static final int LAST_LOOKED_FOR = 30;

  /** All releases to test, oldest first. */
  static List<Toolchain> all() {
    String chosen = System.getProperty("dthinlto.llvm", "");
    List<Toolchain> found = new ArrayList<>();
    if (!chosen.isBlank()) {
      for (String word : chosen.split(",")) {
        Toolchain toolchain = new Toolchain(Integer.parseInt(word.trim()));
        if (!toolchain.installed()) {
          throw new IllegalStateException(
              "LLVM " + toolchain.version + ", chosen by dthinlto.llvm, isn't installed");
        }
        found.add(toolchain);
      }
      return found;
    }
    for (int version = OLDEST; version <= LAST_LOOKED_FOR; version++) {
      Toolchain toolchain = new Toolchain(version);
      if (toolchain.installed()) {
        found.add(toolchain);
      } else if (version == OLDEST || version == NEWEST) {
        throw new IllegalStateException(
            "the end-to-end tests need LLVM "
                + version
                + ": install clang-"
                + version
                + ", lld-"
                + version
                + " and llvm-"
                + version
                + ", or choose others by -Ddthinlto.llvm=N,M");
      }
    }
    return found;
  }

  /** The oldest and the newest of {@link #all}; one if there is but one. */
  static List<Toolchain> ends() {
    List<Toolchain> all = all();
    Toolchain first = all.get(0);
    Toolchain last = all.get(all.size() - 1);
    return first.equals(last) ? List.of(first) : List.of(first, last);
  }

  static Toolchain newest() {
    List<Toolchain> all = all();
    return all.get(all.size() - 1);
  }

  String clang() {
    return "/usr/bin/clang-" + version;
  }

  String clangxx() {
    return "/usr/bin/clang++-" + version;
  }

  String lld() {
    return "/usr/bin/ld.lld-" + version;
  }

  String ar() {
    return "/usr/bin/llvm-ar-" + version;
  }

  String nm() {
    return "/usr/bin/llvm-nm-" + version;
  }

  /**
   * The words that start a link by the C++ driver of this release. {@code -fuse-ld=lld} alone finds
   * whichever {@code ld.lld} lies beside the driver, hence the {@code -B}.
   */
  List<String> driver() {
    return List.of(clangxx(), "-fuse-ld=lld", "-B/usr/lib/llvm-" + version + "/bin");
  }

  private boolean installed() {
    return Files.isExecutable(Path.of(clang()))
        && Files.isExecutable(Path.of(clangxx()))
        && Files.isExecutable(Path.of(lld()))
        && Files.isExecutable(Path.of(ar()))
        && Files.isExecutable(Path.of(nm()));
  }

  @Override
  public String toString() {
    return "LLVM " + version;
  }
}
