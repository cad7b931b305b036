package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.bitcode.FileInfo;
import org.dthinlto.bitcode.FileKinds;
import org.dthinlto.bitcode.Slice;

/**
 * Files that the thin link loaded and that nothing on the line named: linker scripts and libraries
 * that objects ask for by themselves pull them in. Native ones are as good as any.
 */
final class Strangers {

  private Strangers() {}

  /**
   * Checks that none of them holds bitcode, for which there would be no backend job.
   *
   * @param names as lld's trace and list give them
   * @param folder what they are relative to
   */
  static void requireNative(List<String> names, Path folder) throws IOException, NotDistributable {
    Map<Path, Boolean> archives = new HashMap<>();
    for (String name : names) {
      if (isBitcode(name, folder, archives)) {
        throw NotDistributable.inProcess(
            "'" + name + "' is bitcode that a linker script or another input pulls in");
      }
    }
  }

  private static boolean isBitcode(String name, Path folder, Map<Path, Boolean> archives)
      throws IOException {
    Path file = folder.resolve(name);
    if (Files.isRegularFile(file)) {
      return FileKinds.of(Slice.whole(file), true).kind().isBitcode();
    }
    // ARCHIVE(MEMBER), where both may have parentheses of their own.
    for (int at = name.indexOf('('); at > 0; at = name.indexOf('(', at + 1)) {
      Path archive = folder.resolve(name.substring(0, at));
      if (Files.isRegularFile(archive)) {
        Boolean known = archives.get(archive);
        if (known == null) {
          known = holdsBitcode(archive);
          archives.put(archive, known);
        }
        return known;
      }
    }
    return false;
  }

  private static boolean holdsBitcode(Path archive) throws IOException {
    for (ArchiveMember member : Archive.read(archive).members()) {
      Slice slice =
          member.wholeFile()
              ? Slice.whole(member.file())
              : new Slice(member.file(), member.dataOffset(), member.size());
      FileInfo info = FileKinds.of(slice, true);
      if (info.kind().isBitcode()) {
        return true;
      }
    }
    return false;
  }
}
