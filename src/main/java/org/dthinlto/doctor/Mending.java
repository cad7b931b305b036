package org.dthinlto.doctor;

/**
 * How something is installed on this machine. Knows the packages that dthinlto needs as Debian and
 * Fedora call them; elsewhere it says it in words.
 *
 * @param installer a command that package names go behind; empty if it isn't known
 * @param versioned whether packages of one LLVM have its number in their names
 */
record Mending(String installer, boolean versioned) {

  private static final String WORDS = "install ";

  /** Goes by {@code /etc/os-release} and by who we are. */
  static Mending of(Machine machine) {
    String sudo = machine.user() == 0 ? "" : "sudo ";
    String ids = "";
    for (String line : Machine.lines(machine.read("/etc/os-release"))) {
      if (line.startsWith("ID=") || line.startsWith("ID_LIKE=")) {
        ids += " " + line.substring(line.indexOf('=') + 1).replace("\"", "").replace("'", "");
      }
    }
    ids += " ";
    if (ids.contains(" debian ") || ids.contains(" ubuntu ")) {
      return new Mending(sudo + "apt-get install ", true);
    }
    if (ids.contains(" fedora ") || ids.contains(" rhel ")) {
      return new Mending(sudo + "dnf install ", false);
    }
    return new Mending("", false);
  }

  /**
   * Installs a part of LLVM.
   *
   * @param part {@code clang}, {@code lld} or {@code llvm}
   * @param release its major version; 0 if any will do
   */
  String llvm(String part, int release) {
    if (installer.isEmpty()) {
      return WORDS + part + (release == 0 ? "" : " " + release);
    }
    return installer + part + (versioned && release > 0 ? "-" + release : "");
  }

  /** Installs clang, lld and LLVM's archiver. */
  String everything() {
    return installer.isEmpty() ? "install clang, lld and llvm-ar" : installer + "clang lld llvm";
  }

  /** Installs what programs in C and C++ are linked with. */
  String libraries() {
    if (installer.isEmpty()) {
      return "install the C and C++ libraries for development";
    }
    return installer + (versioned ? "build-essential" : "gcc-c++");
  }
}
