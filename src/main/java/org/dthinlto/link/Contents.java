package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.KeyWriter;

/** Says what stands for the content of an input. Knows archives, not what is in their members. */
final class Contents {

  private final FileDigests digests;

  Contents(FileDigests digests) {
    this.digests = digests;
  }

  /**
   * The digest of a file.
   *
   * @param archive whether only names and contents of members count: not where they lie in the
   *     archive, nor when they were put there
   */
  Digest of(Path file, boolean archive) throws IOException {
    if (!archive) {
      return digests.of(file);
    }
    KeyWriter key = new KeyWriter("dthinlto-archive-1");
    for (ArchiveMember member : Archive.read(file, file.toString()).members()) {
      key.add(member.name());
      key.add(
          member.wholeFile()
              ? digests.of(member.file())
              : digests.of(file, member.dataOffset(), member.size()));
    }
    return key.key();
  }
}
