package org.dthinlto.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dthinlto.exec.MachineMemory;

/** Reads the value of {@code --memory-limit}: a size, or a share of this machine's memory. */
final class MemorySize {

  private static final String OPTION = "--memory-limit";

  private MemorySize() {}

  /**
   * The bytes that the user means; 0 if he gave none.
   *
   * @throws UsageException if it is neither, or the option can't be kept to here
   */
  static long of(String text) throws UsageException {
    if (text.isEmpty()) {
      return 0;
    }
    // What a process takes is known from there alone.
    if (!Files.isReadable(Path.of("/proc/self/status"))) {
      throw new UsageException("'" + OPTION + "': works on Linux only, with /proc");
    }
    if (!text.endsWith("%")) {
      return CacheSize.of(OPTION, "8G, 1.5GiB, 500M or 75%", text);
    }
    int percent = 0;
    int digits = text.length() - 1;
    for (int i = 0; i < digits && percent >= 0; i++) {
      char c = text.charAt(i);
      percent = c >= '0' && c <= '9' && digits <= 3 ? percent * 10 + (c - '0') : -1;
    }
    if (percent < 1 || percent > 100) {
      throw new UsageException(
          "'" + OPTION + "': '" + text + "' is no share of the memory, which is 1% to 100%");
    }
    long memory = MachineMemory.bytes();
    if (memory == 0) {
      throw new UsageException(
          "'" + OPTION + "': nobody says how much memory there is; give a size such as 8G");
    }
    return memory / 100 * percent;
  }
}
