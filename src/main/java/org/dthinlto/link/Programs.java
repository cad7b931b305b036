package org.dthinlto.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dthinlto.thinlink.Lines;
import org.jspecify.annotations.Nullable;

/** Finds the files of programs. Knows PATH, not what the programs do. */
public final class Programs {

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private Programs() {}

  /** The file that a program's name stands for, as the system would find it; null if none. */
  public static @Nullable Path find(String program, Path folder) {
    if (program.indexOf('/') >= 0) {
      Path path = folder.resolve(program);
      return Files.isExecutable(path) ? path : null;
    }
    for (String entry : Lines.split(System.getenv().getOrDefault("PATH", ""), ':')) {
      Path path = folder.resolve(entry).resolve(program);
      if (Files.isExecutable(path) && !Files.isDirectory(path)) {
        return path;
      }
    }
    return null;
  }

  /** The folder in which a file lies; the root lies in itself. */
  static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  /** Whether a file is a program itself, and no script that might run any. */
  static boolean isBinary(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(ELF.length);
      for (int i = 0; i < ELF.length; i++) {
        if (i >= head.length || head[i] != ELF[i]) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
